'use client';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '@/components/trpc/client';
import { formErrorsOf } from '@/components/trpc/form-errors-of';
import { Form, type FormErrors } from '@/components/ui/form';
import { FormField } from '@/components/ui/form-field';
import { Input } from '@/components/ui/input';
import type { OrganizationRow } from './access.types';
import { LinkDialog, type LinkFormProps } from './link-dialog';

interface OwnerLinkDialogProps {
  /** Closed without one. */
  organization: OrganizationRow | null;
  onClose: () => void;
}

/** Makes another link by which somebody becomes an owner: the first one got lost, expired, or the last owner has left. */
export function OwnerLinkDialog({ organization, onClose }: OwnerLinkDialogProps) {
  return (
    <LinkDialog
      open={organization !== null}
      onOpenChange={(open) => !open && onClose()}
      title="New owner link"
      description={`Whoever has this address becomes an owner of ${organization?.name ?? ''}. An open link for the same address stops working.`}
      madeTitle="Owner link made"
    >
      {(form) => organization && <OwnerLinkForm organization={organization} {...form} />}
    </LinkDialog>
  );
}

function OwnerLinkForm({ organization, onMade, onCancel }: LinkFormProps & { organization: OrganizationRow }) {
  const trpc = useTRPC();
  const create = useMutation(trpc.iam.invitations.create.mutationOptions());
  const [email, setEmail] = useState('');
  const [errors, setErrors] = useState<FormErrors | null>(null);
  const submit = async () => {
    if (email.trim() === '') return setErrors({ fields: { email: 'Give an e-mail address.' } });
    try {
      const scope = { kind: 'organization', organizationId: organization.id } as const;
      const { url, expiresAt } = await create.mutateAsync({ scope, email, role: 'owner' });
      onMade({ url, expiresAt, email: email.trim() });
    } catch (error) {
      setErrors(formErrorsOf(error));
    }
  };
  return (
    <Form label="New owner link" errors={errors} onSubmit={submit} onCancel={onCancel} submitLabel="Make link">
      <FormField label="Owner's e-mail" error={errors?.fields?.['email']}>
        <Input type="email" value={email} onChange={(event) => setEmail(event.target.value)} />
      </FormField>
    </Form>
  );
}
