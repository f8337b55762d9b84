import { defineEntity, p } from '@mikro-orm/core';

const schema = defineEntity({
  name: 'StoredFile',
  tableName: 'file',
  properties: {
    id: p.string().primary(),
    originalName: p.string().fieldName('original_name'),
    fileType: p.string().fieldName('file_type'),
    fileSize: p.integer().fieldName('file_size'),
    sha256: p.string(),
    storagePath: p.string().fieldName('storage_path'),
    status: p.string().$type<FileStatus>(),
    createdAt: p.string().fieldName('created_at'),
    expiresAt: p.string().fieldName('expires_at').nullable(),
    owner: p.string(),
    version: p.integer().version(),
  },
});

/** `staged` until somebody claims the file, and again once nobody does. */
export type FileStatus = 'staged' | 'claimed';

/** What is true of a file from its upload on. */
export interface FileFacts {
  readonly originalName: string;
  readonly fileType: string;
  readonly fileSize: number;
  readonly sha256: string;
  readonly storagePath: string;
  /** Principal whose room it takes. */
  readonly owner: string;
}

/** A file that somebody uploaded: a name of its own, and content that other files may have too. */
export class StoredFile extends schema.class {
  /** A staged file; it goes `ttl` milliseconds after `now` unless it is claimed. */
  static stage(id: string, facts: FileFacts, now: string, ttl: number): StoredFile {
    const file = new StoredFile();
    Object.assign(file, { id, ...facts, status: 'staged', createdAt: now, expiresAt: expiry(now, ttl) });
    return file;
  }
}
schema.setClass(StoredFile);

/** The time `ttl` milliseconds after `now`, RFC 3339 in UTC. */
export const expiry = (now: string, ttl: number): string => new Date(Date.parse(now) + ttl).toISOString();
