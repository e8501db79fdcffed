'use client';
import { Copy, MoreHorizontal, Square, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Button, IconButton } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { DataList } from '@/components/ui/data-list';
import { Dialog } from '@/components/ui/dialog';
import { Drawer } from '@/components/ui/drawer';
import { FormField } from '@/components/ui/form-field';
import { Input } from '@/components/ui/input';
import { Menu } from '@/components/ui/menu';
import { Section } from '@/components/ui/page-header';
import { Popover } from '@/components/ui/popover';
import { toast } from '@/components/ui/toast';
import { Tooltip } from '@/components/ui/tooltip';
import { ResourceName } from '@/components/domain/resource-name';
import { Line, Sample, SampleGrid } from './sample';

/** Everything that opens over the page. */
export function OverlaySamples() {
  return (
    <Section id="overlays" title="Overlays">
      <SampleGrid>
        <Dialogs />
        <Menus />
        <Sample name="toast">
          <Line>
            <Button onClick={() => toast.ok('Budget saved')}>Toast</Button>
            <Button
              onClick={() =>
                toast.error('The workspace could not be released', {
                  description: 'The node does not answer. It is tried again by itself.',
                  correlationId: 'c-01kazt9q2esample',
                })
              }
            >
              Error toast
            </Button>
            <Button onClick={() => toast.info('Row removed', { action: { label: 'Undo', onClick: () => undefined } })}>
              Toast with action
            </Button>
          </Line>
        </Sample>
      </SampleGrid>
    </Section>
  );
}

function Dialogs() {
  const [open, setOpen] = useState<'dialog' | 'confirm' | 'named' | 'drawer' | null>(null);
  const close = () => setOpen(null);
  return (
    <Sample name="Dialog, ConfirmDialog, Drawer">
      <Line>
        <Button onClick={() => setOpen('dialog')}>Open dialog</Button>
        <Button onClick={() => setOpen('confirm')}>Confirm</Button>
        <Button onClick={() => setOpen('named')}>Confirm by name</Button>
        <Button onClick={() => setOpen('drawer')}>Open drawer</Button>
      </Line>
      <Dialog
        open={open === 'dialog'}
        onOpenChange={close}
        title="Rename project"
        description="Its resource name stays as it is."
        footer={
          <>
            <Button onClick={close}>Cancel</Button>
            <Button variant="primary" onClick={close}>
              Rename
            </Button>
          </>
        }
      >
        <FormField label="Name">
          <Input defaultValue="sample-project" />
        </FormField>
      </Dialog>
      <ConfirmDialog
        open={open === 'confirm'}
        onOpenChange={close}
        title="Release training-a?"
        consequence="Its processes stop and its scratch disk is wiped. Billing ends at once."
        confirmLabel="Release"
        onConfirm={close}
      />
      <ConfirmDialog
        open={open === 'named'}
        onOpenChange={close}
        title="Delete sample-project?"
        consequence="Two volumes and their files go with it. This cannot be undone."
        confirmLabel="Delete project"
        typeName="sample-project"
        error="The project still has a running workspace."
        onConfirm={close}
      />
      <Drawer
        open={open === 'drawer'}
        onOpenChange={close}
        title="Released training-a"
        meta="22 Nov 2026, 23:12:50 UTC"
        footer={<Button onClick={close}>Close</Button>}
      >
        <DataList
          items={[
            { label: 'By', value: 'Person 1' },
            { label: 'Resource', value: <ResourceName id="alc_01kazt9q2esample" /> },
            { label: 'Reason', value: 'Done for today', help: 'Given by the person' },
          ]}
        />
      </Drawer>
    </Sample>
  );
}

function Menus() {
  const [dense, setDense] = useState(true);
  const [order, setOrder] = useState('name');
  return (
    <Sample name="Menu, Popover, Tooltip">
      <Line>
        <Menu
          label="Acts on training-a"
          trigger={
            <IconButton label="Acts on training-a" variant="secondary" tooltip={false}>
              <MoreHorizontal aria-hidden />
            </IconButton>
          }
          items={[
            { kind: 'heading', label: 'training-a' },
            { label: 'Copy id', icon: <Copy aria-hidden />, shortcut: 'C', onSelect: () => toast.ok('Id copied') },
            { kind: 'link', label: 'Open in Fleet', href: '/gallery#domain' },
            {
              label: 'Restart',
              icon: <Square aria-hidden />,
              disabledReason: 'It is being released',
              onSelect: () => undefined,
            },
            { kind: 'separator' },
            { kind: 'check', label: 'Dense rows', checked: dense, onCheckedChange: setDense },
            {
              kind: 'choice',
              label: 'Order by',
              value: order,
              onValueChange: setOrder,
              options: [
                { value: 'name', label: 'Name' },
                { value: 'cost', label: 'Cost' },
              ],
            },
            { kind: 'separator' },
            { label: 'Release', icon: <Trash2 aria-hidden />, danger: true, onSelect: () => undefined },
          ]}
        />
        <Popover label="Why is it held?" trigger={<Button>Why is it held?</Button>}>
          <p>A hold keeps enough of the balance for the next hour. What is not used comes back by itself.</p>
        </Popover>
        <Tooltip content="Counts to the last window, 14:03 UTC">
          <Button variant="ghost">Hover or focus me</Button>
        </Tooltip>
      </Line>
    </Sample>
  );
}
