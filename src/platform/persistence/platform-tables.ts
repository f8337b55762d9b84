/** Tables that every module's database has, for what the platform does in it. */
export interface PlatformTables {
  readonly event_store: {
    position: number | null;
    event_id: string;
    stream_id: string;
    version: number;
    event_type: string;
    event_data: string;
    metadata: string;
    timestamp: string;
  };
  readonly command_record: {
    command_id: string;
    principal: string;
    operation: string;
    digest: string;
    answer: string | null;
    created_at: string;
  };
  readonly id_allocator: { name: string; next: number };
}

/** How a relocation follows the platform's own tables; see `RelocationClass`. */
export const platformTables = {
  event_store: 'append-only',
  command_record: 'dirty-key',
  id_allocator: 'dirty-key',
} as const;
