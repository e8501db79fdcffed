import { processNow } from '@/server/shared/clock';
import { database } from '@/server/shared/db';
import type { Id } from '@/server/shared/ids';
import type { Page } from '@/server/shared/trpc';
import type { Scope, ScopeKind } from '../iam.types';
import { findOpenLinksOf } from '../links/links.repository';
import type { Place } from '../rights/rights.rules';
import { findPlaceNames, offsetOf, pageOf } from '../tree/tree.pages';
import type { InvitationFacts } from './invitations.service';

/** An invitation as its holder sees it. */
export interface InvitationView {
  organizationName: string;
  placeKind: ScopeKind;
  placeName: string;
  role: string;
  email: string;
  hasAccount: boolean;
  expiresAt: Date;
}

/** Names what an invitation offers. */
export async function describeInvitation({ link, place, hasAccount }: InvitationFacts): Promise<InvitationView> {
  const names = place.organizationId ? await findPlaceNames(database(), place.organizationId) : new Map();
  return {
    organizationName: names.get(place.organizationId) ?? '',
    placeKind: place.kind,
    placeName: names.get(idOf(place)) ?? '',
    role: link.role ?? '',
    email: link.email ?? '',
    hasAccount,
    expiresAt: link.expiresAt,
  };
}

export interface OpenInvitationRow {
  id: Id<'inv'>;
  email: string;
  role: string;
  placeKind: ScopeKind;
  placeName: string;
  createdAt: Date;
  expiresAt: Date;
}

/** One page of the invitations that are still open at or below a scope, newest first. */
export async function listInvitations(
  scope: Exclude<Scope, { kind: 'platform' }>,
  input: { cursor?: string | undefined; limit: number },
): Promise<Page<OpenInvitationRow>> {
  const db = database();
  const names = await findPlaceNames(db, scope.organizationId);
  const query = { now: processNow(), offset: offsetOf(input.cursor), limit: input.limit };
  const { items, total } = await findOpenLinksOf(db, scope, query);
  const rows = items.map((link) => ({
    id: link.id,
    email: link.email ?? '',
    role: link.role ?? '',
    placeKind: link.place?.kind ?? 'organization',
    placeName: names.get(idOf(link.place)) ?? '',
    createdAt: link.createdAt,
    expiresAt: link.expiresAt,
  }));
  return pageOf(rows, query, total);
}

function idOf(place: Place | null): string {
  return place?.projectId ?? place?.departmentId ?? place?.organizationId ?? '';
}
