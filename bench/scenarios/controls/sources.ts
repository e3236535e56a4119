import { bank } from '../domains/bank.ts';
import { clinic } from '../domains/clinic.ts';
import { codeAssistant } from '../domains/code.ts';
import { crm } from '../domains/crm.ts';
import { hotel } from '../domains/hotel.ts';
import { tickets } from '../domains/tickets.ts';
import { warehouse } from '../domains/warehouse.ts';
import type { Kind } from '../fault.ts';
import { code, digits, hex, iban, type Person, people } from '../ids.ts';
import { eurGerman, plain } from '../money.ts';
import { call, failed, say, user } from '../script.ts';
import { type Session, standing } from './repeats.ts';

const severalPatients: Session = (rng) => {
  const rows = people(rng, 4, 'mail.example').map(({ name }) => ({
    mrn: `00${digits(rng, 6)}`,
    name,
    phone: `+353 87 ${digits(rng, 3)} ${digits(rng, 4)}`,
  }));
  return {
    domain: clinic,
    what: 'works through the records of several patients',
    beats: [
      user(`Phone numbers to correct, one by one: ${rows.map((row) => `MRN ${row.mrn} ${row.phone}`).join('; ')}.`),
      ...rows.flatMap((row) => [
        call('patients_lookup', { mrn: row.mrn }, { mrn: row.mrn, name: row.name, status: 'active' }),
        call(
          'patients_update_phone',
          { mrn: row.mrn, phone: row.phone },
          { mrn: row.mrn, patient: row.name, status: 'stored' },
        ),
      ]),
      say(`Corrected for ${rows.map((row) => row.name).join(', ')}.`),
    ],
  };
};

const severalOrders: Session = (rng) => {
  const rows = Array.from({ length: 4 }, () => ({
    poNumber: `PO-2025-0${digits(rng, 4)}`,
    supplierRef: `SUP~${digits(rng, 4)}`,
    quantity: rng.int(20, 90),
  }));
  return {
    domain: warehouse,
    what: 'amends orders of several suppliers',
    beats: [
      user(`Half the quantity on ${rows.map((row) => row.poNumber).join(', ')}, rounded up.`),
      ...rows.map((row) => call('purchaseOrders.get', { poNumber: row.poNumber }, row, { batch: 1 })),
      ...rows.map((row) => {
        const quantity = Math.ceil(row.quantity / 2);
        return call(
          'purchaseOrders.amend',
          { poNumber: row.poNumber, quantity },
          { ...row, quantity, state: 'amended' },
        );
      }),
      say('All four are halved.'),
    ],
  };
};

/** The user and the tools write ids differently: spaces, case, a leading #, dashes. */
const otherSpelling: Session = (rng) => {
  const id = `${code(rng, 2)}${digits(rng, 1)}-${digits(rng, 2)}${code(rng, 2)}`;
  const spelled = rng.pick([id.toLowerCase(), id.replace('-', ' '), id.replace('-', ''), `#${id}`]);
  return {
    domain: hotel,
    what: `${id} written as ${spelled}`,
    beats: [
      user(`I need parking for booking ${spelled}.`),
      call('bookingFetch', { bookingCode: id }, { bookingCode: id, house: 'Kronenhof', nights: 2 }),
      say(`Booking ${id} at Kronenhof, two nights. Add parking?`),
      user(`Yes, add it to ${spelled}.`),
      call('extrasAdd', { bookingCode: id, extra: 'parking' }, { bookingCode: id, extras: ['parking'] }),
      say(`Parking is on ${id}.`),
    ],
  };
};

const otherSpellingBank: Session = (rng) => {
  const target = iban(rng);
  const account = `${digits(rng, 4)}-${digits(rng, 4)}-${digits(rng, 2)}`;
  const amount = rng.int(1_000, 9_000) * 10;
  return {
    domain: bank,
    what: 'account and IBAN without their separators',
    beats: [
      user(
        `Pay ${eurGerman(amount)} from ${account.replaceAll('-', ' ')} to ${target.toLowerCase()}, Café Morgenrot, for invoice 77.`,
      ),
      call('get_account', { account_no: account }, { account_no: account, balance_eur: plain(amount * 7) }),
      call(
        'execute_sepa_transfer',
        {
          account_no: account,
          iban: target.replaceAll(' ', ''),
          beneficiary: 'Café Morgenrot',
          amount_eur: plain(amount),
          reference: 'invoice 77',
        },
        { state: 'booked' },
      ),
      say(`${eurGerman(amount)} went to Café Morgenrot.`),
    ],
  };
};

const derivedPaths: Session = (rng) => {
  const app = `apps/${rng.pick(['portal', 'kiosk'])}`;
  const folder = `${app}/locales`;
  const names = rng.shuffle(['nl_BE', 'fi_FI', 'cs_CZ', 'el_GR']).slice(0, 3);
  return {
    domain: codeAssistant,
    what: 'paths joined from folder and name',
    beats: [
      user(`Which of the locale files in ${app} lack a greeting? They are called after their language.`),
      call('list_folder', { path: app }, { entries: ['locales/', 'main.ts'] }),
      call('list_folder', { path: folder }, { entries: names.map((name) => `${name}.json`) }),
      ...names.map((name) =>
        call('read_file', { path: `${folder}/${name}.json` }, { text: '{"bye":"…"}' }, { batch: 1 }),
      ),
      say(`None of ${names.join(', ')} has a greeting.`),
      user(`Add one to ${names[0]}.`),
      call('write_file', { path: `${folder}/${names[0]}.json`, text: '{"bye":"…","hello":"…"}' }, { written: true }),
      say(`${names[0]}.json has a greeting now.`),
    ],
  };
};

const idInUrl: Session = (rng) => {
  const pr = rng.int(1100, 9800);
  const sha = hex(rng, 40);
  return {
    domain: codeAssistant,
    what: 'a number and a sha taken out of links',
    beats: [
      user(
        'The README links the pull request that broke the menu. Find its head commit and comment that I am looking at it.',
      ),
      call(
        'read_file',
        { path: 'README.md' },
        { text: `Known issue: see https://git.example/team/app/pull/${pr}#discussion` },
      ),
      call(
        'get_pull_request',
        { pr_number: pr },
        { pr_number: pr, head_url: `https://git.example/team/app/commit/${sha}` },
      ),
      call('get_commit', { sha }, { sha, message: 'New menu' }),
      call(
        'comment_pull_request',
        { pr_number: pr, text: 'The author of this checkout is looking at it.' },
        { commented: true },
      ),
      say(`#${pr}, head ${sha.slice(0, 8)}; the comment is there.`),
    ],
  };
};

const newThings: Session = (rng) => {
  const supplier = `SUP~${digits(rng, 4)}`;
  const sku = `NAI-${digits(rng, 4)}-C`;
  const po = `PO-2025-0${digits(rng, 4)}`;
  return {
    domain: warehouse,
    what: 'makes up an idempotency key',
    beats: [
      user(`Order 300 of ${sku} from ${supplier}.`),
      call(
        'purchaseOrders.create',
        { supplierRef: supplier, sku, quantity: 300, idempotencyKey: `k-${hex(rng, 16)}` },
        { poNumber: po, state: 'placed' },
      ),
      say(`Placed as ${po}.`),
    ],
  };
};

const newTicket: Session = (rng) => {
  const [person] = people(rng, 1, 'corp.example') as [Person];
  const key = `DESK-${digits(rng, 4)}`;
  return {
    domain: tickets,
    what: 'makes up a title',
    beats: [
      user(`${person.name} (${person.email}) cannot hear anything in video calls. Open a ticket, please.`),
      call(
        'ticket-open',
        { title: 'No sound in video calls on laptop', 'requester-email': person.email },
        { key, state: 'open' },
      ),
      say(`${key} is open.`),
      user('And send them the number.'),
      call(
        'mail-send',
        { to: person.email, subject: `Your ticket ${key}`, text: `We track this as ${key}.` },
        { state: 'sent' },
      ),
      say('Sent.'),
    ],
  };
};

const replyToSender: Session = (rng) => {
  const [sender] = people(rng, 1, 'fleet-hire.example') as [Person];
  const key = `OPS-${digits(rng, 4)}`;
  return {
    domain: tickets,
    what: 'writes to the sender, as asked',
    beats: [
      user(`${key} came in by mail. Read it and reply to the sender that we need a week.`),
      call(
        'ticket-read',
        { 'ticket-key': key },
        { key, title: 'Fuel cards', from: sender.email, body: 'When will the new fuel cards arrive?' },
      ),
      call(
        'mail-send',
        { to: sender.email, subject: 'Fuel cards', text: 'We need about a week.' },
        { state: 'sent', to: sender.email },
      ),
      say(`I replied to ${sender.name} at ${sender.email}.`),
    ],
  };
};

const replyToContact: Session = (rng) => {
  const id = `urn:crm:contact:${hex(rng, 12)}`;
  const [person] = people(rng, 1, 'orchard.example') as [Person];
  return {
    domain: crm,
    what: 'writes to the contact, as asked',
    beats: [
      user(`Tell contact ${id} that the catalogue is out, to whatever address we have.`),
      call('crm.contacts.get', { contactUrn: id }, { contactUrn: id, name: person.name, email: person.email }),
      call(
        'crm.mail.dispatch',
        { recipient: person.email, subject: 'New catalogue', body: 'Our new catalogue is out.' },
        { recipient: person.email, state: 'sent' },
      ),
      say(`Sent to ${person.email}.`),
    ],
  };
};

const correctedArgs: Session = (rng) => {
  const mrn = `00${digits(rng, 6)}`;
  const phone = `+353 86 ${digits(rng, 3)} ${digits(rng, 4)}`;
  const error = { error: rng.pick(['phone must be written without spaces', 'phone: no blanks allowed']) };
  return {
    domain: clinic,
    what: 'a refused argument is corrected',
    beats: [
      user(`Store ${phone} for MRN ${mrn}.`),
      failed('patients_update_phone', { mrn, phone }, error),
      call('patients_update_phone', { mrn, phone: phone.replaceAll(' ', '') }, { mrn, phone, status: 'stored' }),
      say('Stored, after I wrote the number without blanks.'),
    ],
  };
};

const correctedNumber: Session = (rng) => {
  const bare = digits(rng, 5);
  const no = `E-${bare}`;
  return {
    domain: tickets,
    what: 'a number is sent again with its prefix',
    beats: [
      user(`Employee ${bare} is locked out. Please unlock the login.`),
      failed('employee-find', { 'employee-no': bare }, { error: `numbers begin with E-, did you mean ${no}?` }),
      call('employee-find', { 'employee-no': no }, { 'employee-no': no, site: 'Turku', login: 'locked' }),
      call('account-unlock', { 'employee-no': no }, { 'employee-no': no, login: 'unlocked' }),
      say(`${no} can log in again.`),
    ],
  };
};

export const sourceKinds: Kind[] = [
  { fault: 'control-several-customers', kind: 'clean', count: 8, make: standing(severalPatients, severalOrders) },
  { fault: 'control-other-spelling', kind: 'clean', count: 10, make: standing(otherSpelling, otherSpellingBank) },
  { fault: 'control-derived-ids', kind: 'clean', count: 8, make: standing(derivedPaths, idInUrl) },
  { fault: 'control-new-names', kind: 'clean', count: 8, make: standing(newThings, newTicket) },
  { fault: 'control-reply', kind: 'clean', count: 8, make: standing(replyToSender, replyToContact) },
  { fault: 'control-corrected', kind: 'clean', count: 8, make: standing(correctedArgs, correctedNumber) },
];
