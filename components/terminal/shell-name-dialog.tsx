'use client';
import { useState } from 'react';
import { Dialog } from '@/components/ui/dialog';
import { Form } from '@/components/ui/form';
import { FormField } from '@/components/ui/form-field';
import { Input } from '@/components/ui/input';
import { checkShellName } from './shell-names';

export type ShellNameDialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  taken: readonly string[];
  onName: (name: string) => void;
};

/** Asks for the name of a new shell. */
export function ShellNameDialog({ open, onOpenChange, taken, onName }: ShellNameDialogProps) {
  const [name, setName] = useState('');
  const [problem, setProblem] = useState<string>();
  const change = (next: boolean) => {
    setName('');
    setProblem(undefined);
    onOpenChange(next);
  };
  const submit = async () => {
    const found = checkShellName(name.trim(), taken);
    setProblem(found);
    if (found) return;
    onName(name.trim());
    change(false);
  };
  return (
    <Dialog open={open} onOpenChange={change} title="New shell" size="sm">
      <Form onSubmit={submit} onCancel={() => change(false)} submitLabel="Open shell">
        <FormField label="Name" help="Shown on its tab, to everybody in this workspace." error={problem} required>
          <Input mono value={name} onChange={(event) => setName(event.target.value)} autoFocus spellCheck={false} />
        </FormField>
      </Form>
    </Dialog>
  );
}
