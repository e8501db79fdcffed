import './audit.errors';
import './audit.registration';

export { appendAudit } from './audit.service';
export { listAudit, listAuditActions } from './audit.query';
export type { AuditActor, AuditInput, AuditMetadata } from './audit.types';
export type { AuditEntryView } from './audit.view';
