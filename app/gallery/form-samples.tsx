'use client';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Combobox } from '@/components/ui/combobox';
import { Form, type FormErrors } from '@/components/ui/form';
import { FormField } from '@/components/ui/form-field';
import { Input, SearchInput, Textarea } from '@/components/ui/input';
import { Panel, Section } from '@/components/ui/page-header';
import { Select } from '@/components/ui/select';
import { toast } from '@/components/ui/toast';
import { Line, Sample, SampleGrid } from './sample';

const roles = [
  { value: 'viewer', label: 'Viewer', hint: 'Reads' },
  { value: 'member', label: 'Member', hint: 'Launches and uses own' },
  { value: 'admin', label: 'Admin', hint: 'All in the project' },
  { value: 'owner', label: 'Owner', hint: 'Only an owner can grant this', disabled: true },
];
const people = Array.from({ length: 24 }, (_, index) => ({
  value: `usr_${index + 1}`,
  label: `Person ${index + 1}`,
  hint: `person.${index + 1}@example.com`,
  group: index < 12 ? 'This project' : 'Organization',
}));

/** What one types into, and a whole form with the server's refusals. */
export function FormSamples() {
  return (
    <Section id="forms" title="Forms">
      <SampleGrid>
        <Fields />
        <WholeForm />
        <Pickers />
      </SampleGrid>
    </Section>
  );
}

function Fields() {
  const [search, setSearch] = useState('training');
  return (
    <Sample name="FormField, Input, Textarea, SearchInput">
      <div className="flex flex-col gap-4">
        <FormField label="Name" help="Lower case, digits and dashes." required>
          <Input placeholder="training-a" />
        </FormField>
        <FormField label="Budget" error="Must be more than what is already spent, $1,204.10." aside="per month">
          <Input mono prefix="$" suffix="USD" defaultValue="900.00" />
        </FormField>
        <FormField label="Reason" optional>
          <Textarea placeholder="Shown in the audit trail" />
        </FormField>
        <FormField label="Key">
          <Input mono readOnly value="SHA256:6dQ1fU3vTq0b0wq5sample" />
        </FormField>
        <FormField label="Region">
          <Input disabled value="local" />
        </FormField>
        <SearchInput label="Find by name" value={search} onValueChange={setSearch} />
      </div>
    </Sample>
  );
}

function WholeForm() {
  const [name, setName] = useState('');
  const [role, setRole] = useState('');
  const [errors, setErrors] = useState<FormErrors | null>(null);
  const submit = () => {
    const fields = {
      name: name === '' ? 'Give it a name.' : undefined,
      role: role === '' ? 'Choose a role.' : undefined,
    };
    const refused = fields.name !== undefined || fields.role !== undefined;
    setErrors(refused ? { form: 'Two things are missing.', correlationId: 'c-01kazt9q2esample', fields } : null);
    if (refused) return;
    toast.ok('Person added');
    setName('');
    setRole('');
  };
  return (
    <Sample name="Form (submit it empty)">
      <Panel>
        <Form
          label="Add person"
          dirty={name !== '' || role !== ''}
          errors={errors}
          onSubmit={submit}
          actions={
            <>
              <Button onClick={() => setErrors(null)}>Cancel</Button>
              <Button type="submit" variant="primary">
                Add person
              </Button>
            </>
          }
        >
          <FormField label="Name" error={errors?.fields?.['name']}>
            <Input value={name} onChange={(event) => setName(event.target.value)} />
          </FormField>
          <FormField label="Role" error={errors?.fields?.['role']} help="What the person may do in this project.">
            <Select value={role} onValueChange={setRole} options={roles} />
          </FormField>
        </Form>
      </Panel>
    </Sample>
  );
}

function Pickers() {
  const [role, setRole] = useState('member');
  const [person, setPerson] = useState('');
  return (
    <Sample name="Select, Combobox">
      <div className="flex flex-col gap-4">
        <FormField label="Role">
          <Select value={role} onValueChange={setRole} options={roles} />
        </FormField>
        <FormField label="Person">
          <Combobox
            value={person}
            onValueChange={setPerson}
            options={people}
            placeholder="Choose a person"
            searchPlaceholder="Find by name or e-mail"
          />
        </FormField>
        <Line>
          <Select
            label="State"
            size="sm"
            className="w-32"
            value="all"
            onValueChange={() => undefined}
            options={[{ value: 'all', label: 'All states' }]}
          />
          <Select
            label="Zone"
            className="w-32"
            value=""
            disabled
            onValueChange={() => undefined}
            options={[]}
            placeholder="No zone"
          />
        </Line>
      </div>
    </Sample>
  );
}
