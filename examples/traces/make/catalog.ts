import { bookingChangedClean } from './booking-changed-clean.ts';
import type { Example } from './example.ts';
import { inventedInvoiceCredited } from './invented-invoice-credited.ts';
import { playbookSession, playbookSessionUnflagged } from './playbook-session.ts';
import { searchRetriedForever } from './search-retried-forever.ts';
import { supplierDocumentObeyed } from './supplier-document-obeyed.ts';
import { wrongPatientCancelled } from './wrong-patient-cancelled.ts';

/** Every example of `examples/traces/`, with what the analysis of it must say. */
export const examples: readonly Example[] = [
  playbookSession,
  playbookSessionUnflagged,
  inventedInvoiceCredited,
  wrongPatientCancelled,
  supplierDocumentObeyed,
  searchRetriedForever,
  bookingChangedClean,
];
