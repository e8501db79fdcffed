'use client';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { usePortal } from '@/components/portal/portal-context';
import { useTRPC } from '@/components/trpc/client';
import { messageOf } from '@/components/trpc/wire-error';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { FormField } from '@/components/ui/form-field';
import { Select } from '@/components/ui/select';
import { toast } from '@/components/ui/toast';
import type { DepartmentRow, ProjectRow } from './access.types';
import { NameDialog } from './name-dialog';

/** What somebody is about to change in the tree. */
export type StructureChange =
  | { kind: 'new-department' }
  | { kind: 'new-project' }
  | { kind: 'rename-department'; department: DepartmentRow }
  | { kind: 'rename-project'; project: ProjectRow }
  | { kind: 'move-project'; project: ProjectRow };

interface StructureDialogsProps {
  change: StructureChange | null;
  departments: readonly DepartmentRow[];
  onClose: () => void;
  onDone: () => void;
}

/** The dialog of the change at hand. */
export function StructureDialogs({ change, departments, onClose, onDone }: StructureDialogsProps) {
  const shared = { onClose, onDone };
  switch (change?.kind) {
    case undefined:
      return null;
    case 'new-department':
      return <NewDepartment {...shared} />;
    case 'new-project':
      return <NewProject {...shared} departments={departments} />;
    case 'rename-department':
      return <RenameDepartment {...shared} department={change.department} />;
    case 'rename-project':
      return <RenameProject {...shared} project={change.project} />;
    case 'move-project':
      return <MoveProject {...shared} project={change.project} departments={departments} />;
  }
}

interface OneChange {
  onClose: () => void;
  onDone: () => void;
}

function NewDepartment({ onClose, onDone }: OneChange) {
  const trpc = useTRPC();
  const { organization } = usePortal();
  const create = useMutation(trpc.iam.departments.create.mutationOptions());
  const save = async (name: string) => {
    if (!organization) return;
    await create.mutateAsync({ organizationId: organization.id, name });
    toast.ok('Department made');
    onDone();
  };
  return (
    <NameDialog
      open
      onClose={onClose}
      title="New department"
      description="A cost centre: its projects' spend is summed there."
      confirmLabel="Make department"
      onSave={save}
    />
  );
}

function NewProject({ onClose, onDone, departments }: OneChange & { departments: readonly DepartmentRow[] }) {
  const trpc = useTRPC();
  const create = useMutation(trpc.iam.projects.create.mutationOptions());
  const [chosen, setChosen] = useState('');
  // The departments may arrive after the dialog: until somebody chooses, the first one counts.
  const department = departments.find((each) => each.id === chosen) ?? departments[0];
  const save = async (name: string) => {
    if (!department) return;
    await create.mutateAsync({ departmentId: department.id, name });
    toast.ok('Project made');
    onDone();
  };
  return (
    <NameDialog
      open
      onClose={onClose}
      title="New project"
      description="Workspaces, people and money of one piece of work."
      confirmLabel="Make project"
      problem={department ? null : 'Choose a department.'}
      onSave={save}
    >
      {departments.length > 1 && (
        <FormField label="Department">
          <Select
            value={department?.id ?? ''}
            onValueChange={setChosen}
            options={departments.map((each) => ({ value: each.id, label: each.name }))}
          />
        </FormField>
      )}
    </NameDialog>
  );
}

function RenameDepartment({ onClose, onDone, department }: OneChange & { department: DepartmentRow }) {
  const trpc = useTRPC();
  const rename = useMutation(trpc.iam.departments.rename.mutationOptions());
  const save = async (name: string) => {
    await rename.mutateAsync({ departmentId: department.id, name });
    toast.ok('Department renamed');
    onDone();
  };
  return (
    <NameDialog
      open
      onClose={onClose}
      title={`Rename ${department.name}`}
      confirmLabel="Rename"
      initialName={department.name}
      onSave={save}
    />
  );
}

function RenameProject({ onClose, onDone, project }: OneChange & { project: ProjectRow }) {
  const trpc = useTRPC();
  const rename = useMutation(trpc.iam.projects.rename.mutationOptions());
  const save = async (name: string) => {
    await rename.mutateAsync({ projectId: project.id, name });
    toast.ok('Project renamed');
    onDone();
  };
  return (
    <NameDialog
      open
      onClose={onClose}
      title={`Rename ${project.name}`}
      description="Its resource names keep the name it was made with."
      confirmLabel="Rename"
      initialName={project.name}
      onSave={save}
    />
  );
}

interface MoveProjectProps extends OneChange {
  project: ProjectRow;
  departments: readonly DepartmentRow[];
}

function MoveProject({ onClose, onDone, project, departments }: MoveProjectProps) {
  const trpc = useTRPC();
  const { organization } = usePortal();
  const move = useMutation(trpc.iam.projects.move.mutationOptions());
  const others = departments.filter((each) => each.id !== project.departmentId);
  const [chosen, setChosen] = useState('');
  const target = others.find((each) => each.id === chosen) ?? others[0];
  const confirm = async () => {
    if (!organization || !target) return;
    await move.mutateAsync({ organizationId: organization.id, projectId: project.id, departmentId: target.id });
    toast.ok('Project moved');
    onDone();
    onClose();
  };
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Move ${project.name}?`}
      consequence={`From now on its spend counts for the other department; what was spent so far stays with ${project.departmentName}. People with rights in one department lose or gain this project.`}
      confirmLabel="Move"
      tone="neutral"
      busy={move.isPending}
      error={move.error ? messageOf(move.error) : null}
      onConfirm={confirm}
    >
      <FormField label="To department">
        <Select
          value={target?.id ?? ''}
          onValueChange={setChosen}
          options={others.map((each) => ({ value: each.id, label: each.name }))}
        />
      </FormField>
    </ConfirmDialog>
  );
}
