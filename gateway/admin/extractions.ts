import type { Handlers } from '@aurora/kernel';
import { audit } from './audit.ts';
import { askConfig } from './configuration.ts';
import type { gatewayContract } from './contract.ts';
import type { extractionsOperations } from './extractions-contract.ts';
import { requireModule } from './known-module.ts';
import type { AdminSources } from './sources.ts';

type ExtractionHandlers = Pick<Handlers<typeof gatewayContract>, keyof typeof extractionsOperations>;

/** Keeps where extractions stand, in the config module. */
export function extractionHandlers(sources: AdminSources): ExtractionHandlers {
  const { logger, modules } = sources;
  return {
    listExtractions: (_, context) => askConfig(sources, config => config.listExtractions({}, context)),
    claimExtraction: (claim, context) => {
      requireModule(modules, claim.module);
      return askConfig(sources, config => config.claimExtraction(claim, context));
    },
    saveExtraction: async (given, context) => {
      requireModule(modules, given.module);
      const saved = await askConfig(sources, config => config.saveExtraction(given, context));
      audit(logger, 'extraction.saved', context, given.module, { stage: given.state.stage, step: given.state.step });
      return saved;
    },
    releaseExtraction: (claim, context) => {
      requireModule(modules, claim.module);
      return askConfig(sources, config => config.releaseExtraction(claim, context));
    },
  };
}
