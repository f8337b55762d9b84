import { PolicyOverrides } from '@aurora/platform/resilience';
import { errorFields, type Logger } from '@aurora/platform/telemetry';

/** The policies that the deployment has changed: none until the config module is heard of. */
export const openPolicyOverrides = (logger: Logger): PolicyOverrides => new PolicyOverrides((key, error) =>
  logger.error({ 'event.action': 'policy.invalid', 'labels.setting': key, ...errorFields(error) }, `the setting ${key} says no policy; the last good one holds`));
