const ignore = (): void => undefined;

/** flagd would write to the console. */
export const silent = { error: ignore, warn: ignore, info: ignore, debug: ignore };

/** Rules are interpreted: compiling them would mean `new Function` on what clients have written. */
export const options = { disableDynamicCodeGeneration: true } as const;

/** flagd's evaluator, loaded when the first flag is defined or evaluated. */
export const loadCore = () => import('@openfeature/flagd-core');
