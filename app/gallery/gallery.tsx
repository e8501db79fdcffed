'use client';
import {
  Activity,
  Boxes,
  ChartColumn,
  Layers,
  LayoutGrid,
  ListChecks,
  Palette,
  Rows3,
  SquareStack,
  TextCursorInput,
} from 'lucide-react';
import { useState } from 'react';
import { Page, PageHeader } from '@/components/ui/page-header';
import { Segmented } from '@/components/ui/segmented';
import { toast } from '@/components/ui/toast';
import { AppShell } from '@/components/shell/app-shell';
import type { ConnectionState, Navigation } from '@/components/shell/shell.types';
import { ChartSamples } from './chart-samples';
import { ControlSamples } from './control-samples';
import { DomainSamples } from './domain-samples';
import { FormSamples } from './form-samples';
import { FoundationSamples } from './foundation-samples';
import { OverlaySamples } from './overlay-samples';
import { StateSamples } from './state-samples';
import { StructureSamples } from './structure-samples';
import { TableSamples } from './table-samples';

/** Places of this page, under the groups of the real rail; a group without any shows that it is not drawn. */
const navigation: Navigation = {
  workloads: [
    { href: '/gallery', label: 'All pieces', icon: <LayoutGrid /> },
    {
      href: '/gallery#tables',
      label: 'Tables',
      icon: <Rows3 />,
      badge: <span className="num text-12 text-faint">3</span>,
    },
  ],
  compute: [
    { href: '/gallery#controls', label: 'Controls', icon: <SquareStack /> },
    { href: '/gallery#forms', label: 'Forms', icon: <TextCursorInput /> },
  ],
  storage: [{ href: '/gallery#structure', label: 'Structure', icon: <Layers /> }],
  access: [{ href: '/gallery#domain', label: 'Domain', icon: <Boxes /> }],
  account: [
    { href: '/gallery#states', label: 'States', icon: <ListChecks /> },
    { href: '/gallery#charts', label: 'Charts', icon: <ChartColumn /> },
  ],
  platform: [
    { href: '/gallery#foundations', label: 'Foundations', icon: <Palette /> },
    { href: '/gallery#overlays', label: 'Overlays', icon: <Activity /> },
  ],
};

const organizations = [
  { id: 'org_1', name: 'Sample organization', hint: '3 departments' },
  { id: 'org_2', name: 'Second organization', hint: 'Personal' },
];
const projects = [
  { id: 'prj_1', name: 'sample-project', hint: 'Default department' },
  { id: 'prj_2', name: 'protein-folding', hint: 'Life sciences' },
  { id: 'prj_3', name: 'a-project-with-a-name-that-is-far-too-long-for-a-selector', hint: 'Default department' },
];
const connections: readonly ConnectionState[] = ['live', 'connecting', 'offline'];

/** The whole set inside a shell on sample data. */
export function Gallery() {
  const [organization, setOrganization] = useState('org_1');
  const [project, setProject] = useState('prj_1');
  const [connection, setConnection] = useState<ConnectionState>('live');
  return (
    <AppShell
      navigation={navigation}
      homeHref="/gallery"
      contexts={[
        { label: 'Organization', current: organization, choices: organizations, onChoose: setOrganization },
        { label: 'Project', current: project, choices: projects, onChoose: setProject },
      ]}
      user={{ name: 'Sample Person', email: 'sample@example.com', role: 'Project admin' }}
      onSignOut={() => toast.info('Nobody is signed in here')}
      connection={connection}
      commands={[
        { id: 'sample', group: 'Acts', label: 'Show a toast', onSelect: () => toast.ok('Done from the palette') },
      ]}
      railFooter={<span className="font-mono">gallery · sample data</span>}
    >
      <Page>
        <PageHeader
          crumbs={[{ label: 'GPUaaS', href: '/gallery' }, { label: 'Gallery' }]}
          title="Gallery"
          description="Every piece with all its states, on made-up data. Nothing here is real."
          actions={
            <Segmented
              label="Connection"
              value={connection}
              onValueChange={(value) => setConnection(connections.find((one) => one === value) ?? 'live')}
              options={connections.map((value) => ({ value, label: value[0]?.toUpperCase() + value.slice(1) }))}
            />
          }
        />
        <div className="flex flex-col gap-10">
          <FoundationSamples />
          <ControlSamples />
          <FormSamples />
          <StateSamples />
          <OverlaySamples />
          <TableSamples />
          <StructureSamples />
          <DomainSamples />
          <ChartSamples />
        </div>
      </Page>
    </AppShell>
  );
}
