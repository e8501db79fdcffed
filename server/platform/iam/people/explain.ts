import { database } from '@/server/shared/db';
import type { Id } from '@/server/shared/ids';
import type { Scope } from '../iam.types';
import { reaches, type HeldBinding } from '../rights/rights.rules';
import { explain } from '../rights/rights.service';
import { refOf } from '../rights/scope';

/** A binding that decided, as far as the asker may see where it stands. */
export interface DecidingBinding {
  id: Id<'rbd'>;
  role: string;
  effect: 'allow' | 'deny';
  scopeKind: string;
}

/** Why a person holds, or lacks, a permission at the scope. */
export async function explainFor(scope: Scope, question: { userId: Id<'usr'>; permission: string }) {
  const answer = await explain(database(), {
    principalId: question.userId,
    permission: question.permission,
    ref: refOf(scope),
  });
  return {
    allowed: answer.allowed,
    permission: answer.permission,
    isRegistered: answer.isRegistered,
    allows: answer.allows.filter((binding) => reaches(binding.scope, scope)).map(view),
    denies: answer.denies.filter((binding) => reaches(binding.scope, scope)).map(view),
  };
}

function view(binding: HeldBinding): DecidingBinding {
  return { id: binding.id, role: binding.role, effect: binding.effect, scopeKind: binding.scope.kind };
}
