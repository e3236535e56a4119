import type { Domain } from '../script.ts';
import { bank } from './bank.ts';
import { clinic } from './clinic.ts';
import { cloud } from './cloud.ts';
import { codeAssistant } from './code.ts';
import { crm } from './crm.ts';
import { hotel } from './hotel.ts';
import { research } from './research.ts';
import { tickets } from './tickets.ts';
import { warehouse } from './warehouse.ts';

export const domains: readonly Domain[] = [
  bank,
  cloud,
  clinic,
  tickets,
  warehouse,
  crm,
  codeAssistant,
  hotel,
  research,
];
