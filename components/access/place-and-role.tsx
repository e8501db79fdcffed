'use client';
import { useQuery } from '@tanstack/react-query';
import { usePortal } from '@/components/portal/portal-context';
import { useTRPC } from '@/components/trpc/client';
import { messageOf, wireErrorOf } from '@/components/trpc/wire-error';
import { Combobox } from '@/components/ui/combobox';
import { FormField } from '@/components/ui/form-field';
import { Select } from '@/components/ui/select';
import { placeKey, placeOfKey } from './place-key';

export interface PlaceAndRole {
  /** As placeKey writes it. */
  place: string;
  role: string;
}

interface PlaceAndRoleFieldsProps {
  value: PlaceAndRole;
  onChange: (value: PlaceAndRole) => void;
  errors?: Readonly<Record<string, string | undefined>> | undefined;
}

/** Where a role is given, and which of those that the giver may give there. */
export function PlaceAndRoleFields({ value, onChange, errors }: PlaceAndRoleFieldsProps) {
  const trpc = useTRPC();
  const scope = placeOfKey(value.place);
  const places = usePlaces();
  const roles = useQuery({
    ...trpc.iam.roles.grantable.queryOptions({ scope: scope ?? { kind: 'platform' } }),
    enabled: scope !== null,
  });
  const nothing = roles.data?.length === 0 ? NO_ROLE_HERE : undefined;
  return (
    <>
      <FormField label="Where" error={errors?.['place']} help="A role counts there and in everything below.">
        <Combobox
          value={value.place}
          onValueChange={(place) => onChange({ place, role: '' })}
          options={places}
          placeholder="Choose a place"
          searchPlaceholder="Find a department or project"
        />
      </FormField>
      <FormField label="Role" error={errors?.['role'] ?? (roles.error ? refusalOf(roles.error) : nothing)}>
        <Select
          value={value.role}
          onValueChange={(role) => onChange({ ...value, role })}
          placeholder={roles.isFetching ? 'Looking…' : 'Choose a role'}
          disabled={!roles.data?.length}
          options={(roles.data ?? []).map((role) => ({ value: role.name, label: role.title, hint: role.summary }))}
        />
      </FormField>
    </>
  );
}

const NO_ROLE_HERE = 'You cannot give a role here. Choose another place.';

function refusalOf(error: unknown): string {
  const kind = wireErrorOf(error)?.kind;
  return kind === 'not_found' || kind === 'forbidden' ? NO_ROLE_HERE : messageOf(error);
}

/** The organization and everything in it that the person may see, as choices. */
function usePlaces() {
  const trpc = useTRPC();
  const { me, organization, can } = usePortal();
  const departments = useQuery({
    ...trpc.iam.departments.list.queryOptions({ organizationId: organization?.id ?? 'org_' }),
    enabled: organization !== undefined && can('iam.department.read', 'organization'),
  });
  if (!organization) return [];
  const projects = me.projects.filter((project) => project.organizationId === organization.id);
  return [
    {
      value: placeKey({ kind: 'organization', organizationId: organization.id }),
      label: organization.name,
      group: 'Organization',
    },
    ...(departments.data ?? []).map((department) => ({
      value: placeKey({ kind: 'department', departmentId: department.id }),
      label: department.name,
      group: 'Departments',
    })),
    ...projects.map((project) => ({
      value: placeKey({ kind: 'project', projectId: project.id }),
      label: project.name,
      group: 'Projects',
    })),
  ];
}

/** What is missing, by field name. */
export function placeAndRoleProblems(value: PlaceAndRole): Record<string, string> {
  return {
    ...(placeOfKey(value.place) === null && { place: 'Choose where.' }),
    ...(value.role === '' && { role: 'Choose a role.' }),
  };
}
