'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { usePortal } from '@/components/portal/portal-context';
import { formErrorsOf } from '@/components/trpc/form-errors-of';
import { useTRPC } from '@/components/trpc/client';
import { Form, type FormErrors } from '@/components/ui/form';
import { FormField } from '@/components/ui/form-field';
import { Input } from '@/components/ui/input';
import { LinkDialog, type LinkFormProps } from './link-dialog';
import { PlaceAndRoleFields, placeAndRoleProblems } from './place-and-role';
import { placeKey, placeOfKey } from './place-key';

/** Invites somebody with a role, and then shows the link to hand over. */
export function InviteDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  return (
    <LinkDialog
      open={open}
      onOpenChange={onOpenChange}
      title="Invite a person"
      description="They get an account, or use theirs, by a link that you hand over."
      madeTitle="Invitation made"
    >
      {(form) => <InviteForm {...form} />}
    </LinkDialog>
  );
}

function InviteForm({ onMade, onCancel }: LinkFormProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { organization, project, can } = usePortal();
  const create = useMutation(trpc.iam.invitations.create.mutationOptions());
  const [email, setEmail] = useState('');
  const [given, setGiven] = useState(() => ({
    place:
      organization && can('iam.person.invite', 'organization')
        ? placeKey({ kind: 'organization', organizationId: organization.id })
        : project
          ? placeKey({ kind: 'project', projectId: project.id })
          : '',
    role: '',
  }));
  const [errors, setErrors] = useState<FormErrors | null>(null);
  const submit = async () => {
    const scope = placeOfKey(given.place);
    const problems = {
      ...placeAndRoleProblems(given),
      ...(email.trim() === '' && { email: 'Give an e-mail address.' }),
    };
    if (!scope || Object.keys(problems).length > 0) return setErrors({ fields: problems });
    try {
      const { url, expiresAt } = await create.mutateAsync({ scope, email, role: given.role });
      await queryClient.invalidateQueries(trpc.iam.invitations.pathFilter());
      onMade({ url, expiresAt, email: email.trim() });
    } catch (error) {
      setErrors(formErrorsOf(error));
    }
  };
  return (
    <Form label="Invite a person" errors={errors} onSubmit={submit} onCancel={onCancel} submitLabel="Make invitation">
      <FormField label="E-mail" error={errors?.fields?.['email']}>
        <Input type="email" value={email} onChange={(event) => setEmail(event.target.value)} />
      </FormField>
      <PlaceAndRoleFields value={given} onChange={setGiven} errors={errors?.fields} />
    </Form>
  );
}
