'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { RelativeTime } from '@/components/domain/time';
import { usePortal } from '@/components/portal/portal-context';
import { useTRPC } from '@/components/trpc/client';
import { formErrorsOf } from '@/components/trpc/form-errors-of';
import { messageOf } from '@/components/trpc/wire-error';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { DataList } from '@/components/ui/data-list';
import { Drawer } from '@/components/ui/drawer';
import { Form, type FormErrors } from '@/components/ui/form';
import { toast } from '@/components/ui/toast';
import type { HeldRole, PersonRow } from './access.types';
import { PlaceAndRoleFields, placeAndRoleProblems } from './place-and-role';
import { placeOfKey, placeOfRole } from './place-key';

interface PersonDrawerProps {
  person: PersonRow | undefined;
  onClose: () => void;
}

/** One person: what they hold and where, giving more, taking away, removing. */
export function PersonDrawer({ person, onClose }: PersonDrawerProps) {
  const { me, can } = usePortal();
  const [isRemoving, setRemoving] = useState(false);
  return (
    <Drawer
      open={person !== undefined}
      onOpenChange={(open) => !open && onClose()}
      title={person?.name ?? ''}
      meta={person?.email}
      size="lg"
      footer={
        can('iam.person.remove', 'organization') &&
        person?.id !== me.user.id && (
          <Button variant="danger-quiet" onClick={() => setRemoving(true)}>
            Remove from organization
          </Button>
        )
      }
    >
      {person && (
        <div className="flex flex-col gap-6">
          <DataList
            items={[
              { label: 'Joined', value: <RelativeTime at={person.joinedAt} /> },
              { label: 'Last seen', value: person.lastSeenAt ? <RelativeTime at={person.lastSeenAt} /> : 'Never' },
            ]}
          />
          <HeldRoles person={person} />
          {(can('iam.role.grant', 'organization') || can('iam.role.grant')) && (
            <GrantForm key={person.id} person={person} />
          )}
          <RemoveDialog person={person} open={isRemoving} onOpenChange={setRemoving} onRemoved={onClose} />
        </div>
      )}
    </Drawer>
  );
}

function HeldRoles({ person }: { person: PersonRow }) {
  const { can } = usePortal();
  const [revoking, setRevoking] = useState<HeldRole | null>(null);
  return (
    <section aria-labelledby="held-roles">
      <h3 id="held-roles" className="mb-2 text-13 font-semibold">
        Roles
      </h3>
      {person.bindings.length === 0 && <p className="text-13 text-muted">None. This person can do nothing here.</p>}
      <ul className="flex flex-col divide-y divide-line">
        {person.bindings.map((held) => (
          <li key={held.id} className="flex items-center gap-3 py-2">
            <span className="min-w-0 flex-1 text-13">
              <span className="font-medium">{held.roleTitle}</span>{' '}
              {held.effect === 'deny' && <Badge tone="danger">denied</Badge>}
              <span className="block truncate text-12 text-muted">
                {held.placeKind === 'organization' ? 'Whole organization' : `${nameOf(held)} ${held.placeName}`}
              </span>
            </span>
            {(can('iam.role.revoke', 'organization') || can('iam.role.revoke')) && (
              <Button size="sm" onClick={() => setRevoking(held)}>
                Take away
                <span className="sr-only">
                  : {held.roleTitle}, {held.placeName}
                </span>
              </Button>
            )}
          </li>
        ))}
      </ul>
      <RevokeDialog person={person} held={revoking} onClose={() => setRevoking(null)} />
    </section>
  );
}

function nameOf(held: HeldRole): string {
  return held.placeKind === 'department' ? 'Department' : 'Project';
}

function RevokeDialog({ person, held, onClose }: { person: PersonRow; held: HeldRole | null; onClose: () => void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const revoke = useMutation(trpc.iam.roles.revoke.mutationOptions());
  const scope = held && placeOfRole(held);
  const close = () => {
    revoke.reset();
    onClose();
  };
  const confirm = async () => {
    if (!held || !scope) return;
    await revoke.mutateAsync({ scope, bindingId: held.id });
    await queryClient.invalidateQueries(trpc.iam.people.pathFilter());
    toast.ok('Role taken away');
    close();
  };
  return (
    <ConfirmDialog
      open={held !== null}
      onOpenChange={(open) => !open && close()}
      title={`Take away ${held?.roleTitle ?? ''}?`}
      consequence={`${person.name} loses it in ${held?.placeName ?? ''} at once, and what they have open there closes.`}
      confirmLabel="Take away"
      tone="danger"
      busy={revoke.isPending}
      error={revoke.error ? messageOf(revoke.error) : null}
      onConfirm={confirm}
    />
  );
}

interface RemoveDialogProps {
  person: PersonRow;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onRemoved: () => void;
}

function RemoveDialog({ person, open, onOpenChange, onRemoved }: RemoveDialogProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { organization } = usePortal();
  const remove = useMutation(trpc.iam.people.remove.mutationOptions());
  const confirm = async () => {
    if (!organization) return;
    await remove.mutateAsync({ organizationId: organization.id, userId: person.id });
    await queryClient.invalidateQueries(trpc.iam.people.pathFilter());
    toast.ok(`${person.name} was removed`);
    onOpenChange(false);
    onRemoved();
  };
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={(next) => {
        remove.reset();
        onOpenChange(next);
      }}
      title={`Remove ${person.name}?`}
      consequence={`They lose every role in ${organization?.name ?? 'the organization'} at once. What they launched keeps running and being billed until somebody releases it.`}
      confirmLabel="Remove"
      tone="danger"
      busy={remove.isPending}
      error={remove.error ? messageOf(remove.error) : null}
      onConfirm={confirm}
    />
  );
}

const nothing = { place: '', role: '' };

function GrantForm({ person }: { person: PersonRow }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const grant = useMutation(trpc.iam.roles.grant.mutationOptions());
  const [given, setGiven] = useState(nothing);
  const [errors, setErrors] = useState<FormErrors | null>(null);
  const submit = async () => {
    const scope = placeOfKey(given.place);
    const problems = placeAndRoleProblems(given);
    if (!scope || Object.keys(problems).length > 0) return setErrors({ fields: problems });
    try {
      await grant.mutateAsync({ scope, userId: person.id, role: given.role });
      await queryClient.invalidateQueries(trpc.iam.people.pathFilter());
      toast.ok('Role given');
      setGiven(nothing);
      setErrors(null);
    } catch (error) {
      setErrors(formErrorsOf(error));
    }
  };
  return (
    <section aria-labelledby="give-role" className="border-t border-line pt-5">
      <h3 id="give-role" className="mb-3 text-13 font-semibold">
        Give another role
      </h3>
      <Form
        label="Give another role"
        errors={errors}
        onSubmit={submit}
        actions={
          <Button type="submit" busy={grant.isPending}>
            Give role
          </Button>
        }
      >
        <PlaceAndRoleFields value={given} onChange={setGiven} errors={errors?.fields} />
      </Form>
    </section>
  );
}
