/** Who acted, as the identity domain knows them. `id` is an edge id. */
export interface AuditActor {
  kind: 'user' | 'service_account' | 'system';
  id: string | null;
  name: string;
  role?: string | undefined;
  ipAddress?: string | null | undefined;
  userAgent?: string | null | undefined;
}

/** Values that an audit row may carry beside its columns: chosen one by one by the caller, never a whole input. */
export type AuditMetadata = Record<string, string | number | boolean | null | string[]>;

export interface AuditInput {
  actor: AuditActor;
  /** Registered in the registry under `auditActions`. */
  action: string;
  /** `id` is an edge id or another stable text. */
  target: { kind: string; id: string | null; name?: string | null };
  result: 'ok' | 'denied' | 'failed';
  reason?: string;
  metadata?: AuditMetadata;
  /** Edge ids. */
  organizationId?: string | null;
  departmentId?: string | null;
  projectId?: string | null;
}
