'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '@/components/trpc/client';
import { formErrorsOf } from '@/components/trpc/form-errors-of';
import { Form, type FormErrors } from '@/components/ui/form';
import { FormField } from '@/components/ui/form-field';
import { Input } from '@/components/ui/input';
import { LinkDialog, type LinkFormProps } from './link-dialog';

/** Makes an organization, and then shows the link by which its owner takes it over. */
export function NewOrganizationDialog({
  open,
  onOpenChange,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  return (
    <LinkDialog
      open={open}
      onOpenChange={onOpenChange}
      title="New organization"
      description="Its owner takes it over by a link that you hand over. You do not belong to it."
      madeTitle="Organization made"
    >
      {(form) => <NewOrganizationForm {...form} />}
    </LinkDialog>
  );
}

function NewOrganizationForm({ onMade, onCancel }: LinkFormProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const create = useMutation(trpc.iam.organizations.create.mutationOptions());
  const [values, setValues] = useState(() => ({
    name: '',
    ownerEmail: '',
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC',
  }));
  const [errors, setErrors] = useState<FormErrors | null>(null);
  const field = errors?.fields ?? {};
  const submit = async () => {
    try {
      const { url, expiresAt } = await create.mutateAsync(values);
      await queryClient.invalidateQueries(trpc.iam.organizations.pathFilter());
      onMade({ url, expiresAt, email: values.ownerEmail.trim() });
    } catch (error) {
      setErrors(formErrorsOf(error));
    }
  };
  return (
    <Form
      label="New organization"
      errors={errors}
      onSubmit={submit}
      onCancel={onCancel}
      submitLabel="Make organization"
    >
      <FormField label="Name" error={field['name']}>
        <Input value={values.name} onChange={(event) => setValues({ ...values, name: event.target.value })} />
      </FormField>
      <FormField label="Owner's e-mail" error={field['ownerEmail']}>
        <Input
          type="email"
          value={values.ownerEmail}
          onChange={(event) => setValues({ ...values, ownerEmail: event.target.value })}
        />
      </FormField>
      <FormField label="Time zone" error={field['timeZone']} help="Budgets and months are cut in it.">
        <Input value={values.timeZone} onChange={(event) => setValues({ ...values, timeZone: event.target.value })} />
      </FormField>
    </Form>
  );
}
