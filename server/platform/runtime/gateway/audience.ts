import { can, type ScopeRef, type UserActor } from '@/server/platform/iam';
import type { AnnouncedEvent } from '@/server/shared/events';
import { idFromUuid, uuidFromId } from '@/server/shared/ids';

/** A right that was found is believed for so long, unless something is said about the person's bindings before. */
const BELIEVED_MS = 30_000;

interface Belief {
  isAllowed: Promise<boolean>;
  askedAtMs: number;
}

/**
 * Decides which events one person hears. An event that names a person is for that person alone; else one that names a project is
 * for those who may see the project; else one that names an organization is for those who may see the organization; else one for
 * everyone is for whoever is signed in. Everything else is for those who run the platform.
 */
export class AudienceFilter {
  private readonly beliefs = new Map<string, Belief>();

  constructor(private readonly actor: UserActor) {}

  /** Forgets what was found: a binding of the person was given or taken. */
  forget(): void {
    this.beliefs.clear();
  }

  async mayHear({ audience }: AnnouncedEvent): Promise<boolean> {
    if (audience.userId) return audience.userId === uuidFromId(this.actor.id);
    if (audience.projectId) {
      return this.holds('iam.project.read', { kind: 'project', projectId: idFromUuid('prj', audience.projectId) });
    }
    if (audience.organizationId) {
      const organizationId = idFromUuid('org', audience.organizationId);
      return this.holds('iam.organization.read', { kind: 'organization', organizationId });
    }
    if (audience.everyone) return true;
    return this.holds('iam.platform.read', { kind: 'platform' });
  }

  private holds(permission: string, ref: ScopeRef): Promise<boolean> {
    const key = JSON.stringify([permission, ref]);
    const nowMs = performance.now();
    const believed = this.beliefs.get(key);
    if (believed && nowMs - believed.askedAtMs < BELIEVED_MS) return believed.isAllowed;
    const isAllowed = can(this.actor, permission, ref);
    this.beliefs.set(key, { isAllowed, askedAtMs: nowMs });
    // What could not be asked is asked anew by the next event.
    isAllowed.catch(() => this.beliefs.delete(key));
    return isAllowed;
  }
}
