import { openApi, type OpenApiDocument } from '@aurora/platform/documents';
import { once } from '@aurora/platform/http';
import { gatewayContract } from './contract.ts';

/** Path of the document that describes administration. */
export const adminDocument = '/admin/openapi.json';

export const adminDocuments = (publicUrl: string | undefined): Readonly<Record<string, () => OpenApiDocument>> =>
  ({ [adminDocument]: once(() => openApi({ contracts: [gatewayContract], prefix: '', publicUrl, title: 'Administration of Aurora\'s gateway' })) });
