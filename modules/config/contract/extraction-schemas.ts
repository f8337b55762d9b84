import { line, timestamp } from '@aurora/kernel';
import { z } from 'zod';

/** The stages of an extraction in their order; `returning` is the way back from any of them. */
export const extractionStages = ['monolith', 'preparing', 'shadow', 'canary', 'handover', 'extracted', 'returning'] as const;

const percentage = z.number().min(0).max(100);

/** What was asked for; whoever goes on with an extraction keeps to it. */
export const ExtractionPlan = z.object({
  steps: z.array(percentage.gt(0)).min(1).max(20).describe('Shares of the callers on the service, in per cent, rising to 100.'),
  shadow: percentage.describe('Share of the reads that are compared before the first step.'),
  samples: z.int().min(1).describe('Tries on the service that each step needs.'),
  principals: z.int().min(1).describe('Callers on the service that each step needs.'),
  failures: z.number().min(0).max(1).describe('By how much more of the tries on the service may fail, as a fraction.'),
  slow: z.number().min(0).max(1).describe('By how much more of its answers may be slow, as a fraction.'),
  hop: z.number().min(0).describe('Milliseconds that the way to the service may cost.'),
  patience: z.int().min(0).nullable().describe('Milliseconds that a step may wait for samples; null for as long as it takes.'),
  evidence: z.boolean().describe('Whether steps are held until the service has shown that it is no worse.'),
  local: z.boolean().describe('Whether the service is one that was started on this machine for it.'),
}).meta({ id: 'ExtractionPlan' });
export type ExtractionPlan = z.output<typeof ExtractionPlan>;

/** Where a module's extraction stands, as `aurora extract` writes it down before it goes on. */
export const ExtractionState = z.object({
  stage: z.enum(extractionStages),
  step: z.int().min(0).describe('Which of the steps is under way or was last.'),
  plan: ExtractionPlan,
  service: z.object({ url: z.string(), pid: z.int().nullable() }).nullable().describe('The service that was started for it, with its process.'),
  started_at: timestamp,
  since: timestamp.describe('When the stage began.'),
  reason: line(500).nullable().describe('Why it went back, if it did.'),
  log: z.array(z.object({ at: timestamp, stage: z.enum(extractionStages), text: line(500) })).max(100).describe('What has happened, the oldest first.'),
}).meta({ id: 'ExtractionState' });
export type ExtractionState = z.output<typeof ExtractionState>;

/** An extraction, and who is at it. */
export const Extraction = z.object({
  module: z.string(),
  state: ExtractionState.nullable().describe('Null for one that was claimed and not begun.'),
  held: z.boolean().describe('Whether a command is at it.'),
  changed_at: timestamp,
  changed_by: z.string().describe('Id of the principal.'),
}).meta({ id: 'Extraction' });
export type Extraction = z.output<typeof Extraction>;
