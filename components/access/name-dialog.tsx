'use client';
import { useState, type ReactNode } from 'react';
import { formErrorsOf } from '@/components/trpc/form-errors-of';
import { Dialog } from '@/components/ui/dialog';
import { Form, type FormErrors } from '@/components/ui/form';
import { FormField } from '@/components/ui/form-field';
import { Input } from '@/components/ui/input';

interface NameDialogProps {
  open: boolean;
  onClose: () => void;
  title: string;
  description?: string;
  confirmLabel: string;
  initialName?: string;
  /** Further fields, before the name. */
  children?: ReactNode;
  /** What is wrong with the further fields, if anything. */
  problem?: string | null;
  /** Saves; its failure is shown on the form. */
  onSave: (name: string) => Promise<void>;
}

/** Asks for the name of something that is made or renamed. */
export function NameDialog(props: NameDialogProps) {
  return (
    <Dialog
      open={props.open}
      onOpenChange={(open) => !open && props.onClose()}
      title={props.title}
      {...(props.description && { description: props.description })}
      size="sm"
    >
      <NameForm {...props} />
    </Dialog>
  );
}

function NameForm({ onClose, title, confirmLabel, initialName = '', children, problem, onSave }: NameDialogProps) {
  const [name, setName] = useState(initialName);
  const [errors, setErrors] = useState<FormErrors | null>(null);
  const submit = async () => {
    if (problem) return setErrors({ form: problem });
    if (name.trim() === '') return setErrors({ fields: { name: 'Give a name.' } });
    try {
      await onSave(name);
      onClose();
    } catch (error) {
      setErrors(formErrorsOf(error));
    }
  };
  return (
    <Form label={title} errors={errors} onSubmit={submit} onCancel={onClose} submitLabel={confirmLabel}>
      {children}
      <FormField label="Name" error={errors?.fields?.['name']}>
        <Input value={name} onChange={(event) => setName(event.target.value)} />
      </FormField>
    </Form>
  );
}
