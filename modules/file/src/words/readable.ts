const office = {
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'pptx',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
  'application/vnd.oasis.opendocument.text': 'odf',
  'application/vnd.oasis.opendocument.presentation': 'odf',
  'application/vnd.oasis.opendocument.spreadsheet': 'odf',
} as const;

/** How a document is read. */
export type Form = 'pdf' | 'text' | (typeof office)[keyof typeof office];

/** How words are read out of a file of that media type; undefined where they are not. */
export function formOf(mediaType: string): Form | undefined {
  if (mediaType === 'application/pdf') return 'pdf';
  if (mediaType.startsWith('text/')) return 'text';
  return (office as Readonly<Record<string, Form>>)[mediaType];
}
