/** Paths that are refused wherever they are asked for; `~` stands for what paths begin with. */
export const malformedPaths = [
  '~/..', '~/../subjects', '~/subjects/.', '~/./subjects', '~/%2e%2e/subjects', '~/%2E./subjects', '~/subjects/%2e', '~%2fsubjects', '~/subjects%2F1', '~/%5csubjects', '~\\subjects', '~/subjects\\1',
  '~/subjects/%00', '~/subjects/%zz', '~/subjects/%', '~/subjects/%e', '~/subjects#x', '~/subjects/%ff', '~/subjects/%c0%af', '~/subjects/\xe9', '~/subjects?q=#x', '~/subjects?q=%zz', '~/subjects?q=%ff', '~/subjects?q=\xe9', 'subjects', '*',
  '/docs/%2e%2e/health/live', '/health%2flive',
];
