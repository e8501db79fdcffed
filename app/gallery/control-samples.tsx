'use client';
import { Download, MoreHorizontal, Play, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Button, ButtonLink, IconButton } from '@/components/ui/button';
import { Checkbox, Switch } from '@/components/ui/checkbox';
import { DateRange } from '@/components/ui/date-range';
import { Section } from '@/components/ui/page-header';
import { RadioCards } from '@/components/ui/radio-cards';
import { Segmented } from '@/components/ui/segmented';
import { SliderField } from '@/components/ui/slider-field';
import { CapacityBar } from '@/components/domain/capacity-bar';
import { Line, Sample, SampleGrid } from './sample';

const november = { from: '2026-11-01', to: '2026-11-30' };

/** Buttons and what one switches, chooses and drags. */
export function ControlSamples() {
  return (
    <Section id="controls" title="Controls">
      <SampleGrid>
        <Sample name="Button">
          <div className="flex flex-col gap-3">
            <Line>
              <Button variant="primary" icon={<Play aria-hidden />}>
                Launch
              </Button>
              <Button icon={<Plus aria-hidden />}>Add person</Button>
              <Button variant="ghost">Cancel</Button>
              <Button variant="danger">Release</Button>
              <Button variant="danger-quiet" icon={<Trash2 aria-hidden />}>
                Remove
              </Button>
            </Line>
            <Line>
              <Button variant="primary" busy>
                Saving
              </Button>
              <Button disabled>Disabled</Button>
              <Button variant="primary" disabledReason="No capacity in this region">
                Launch
              </Button>
              <Button variant="danger" disabledReason="Type the name first">
                Delete
              </Button>
            </Line>
            <Line>
              <Button size="sm">Small</Button>
              <Button size="md">Medium</Button>
              <Button size="lg" variant="primary">
                Large
              </Button>
              <ButtonLink href="/gallery#controls" variant="ghost">
                A link
              </ButtonLink>
            </Line>
          </div>
        </Sample>
        <Sample name="IconButton">
          <Line>
            <IconButton label="Export" variant="secondary">
              <Download aria-hidden />
            </IconButton>
            <IconButton label="More">
              <MoreHorizontal aria-hidden />
            </IconButton>
            <IconButton label="Export, small" size="sm">
              <Download aria-hidden />
            </IconButton>
            <IconButton label="Export is not possible" disabledReason="Nothing to export yet">
              <Download aria-hidden />
            </IconButton>
          </Line>
        </Sample>
        <Choices />
        <Amounts />
        <Shapes />
      </SampleGrid>
    </Section>
  );
}

function Choices() {
  const [checked, setChecked] = useState<boolean | 'indeterminate'>('indeterminate');
  const [on, setOn] = useState(true);
  const [view, setView] = useState('day');
  return (
    <Sample name="Checkbox, Switch, Segmented">
      <div className="flex flex-col gap-3">
        <Checkbox checked={checked} onCheckedChange={setChecked} help="Sent once a week.">
          Weekly summary
        </Checkbox>
        <Checkbox checked onCheckedChange={() => undefined} disabled>
          Cannot be changed
        </Checkbox>
        <Switch checked={on} onCheckedChange={setOn} help="In force at once.">
          Release idle workspaces
        </Switch>
        <Switch checked={false} onCheckedChange={() => undefined} disabled>
          Not allowed here
        </Switch>
        <div>
          <Segmented
            label="Step"
            value={view}
            onValueChange={setView}
            options={[
              { value: 'day', label: 'Day' },
              { value: 'week', label: 'Week' },
              { value: 'month', label: 'Month' },
            ]}
          />
        </div>
      </div>
    </Sample>
  );
}

function Amounts() {
  const [size, setSize] = useState(40);
  const [range, setRange] = useState(november);
  return (
    <Sample name="SliderField, DateRange">
      <div className="flex flex-col gap-3">
        <SliderField label="Disk" unit="GiB" min={10} max={500} step={10} value={size} onValueChange={setSize} />
        <div>
          <DateRange
            label="Period"
            value={range}
            onValueChange={setRange}
            timeZone="Europe/Berlin"
            presets={[
              { label: 'November 2026', value: november },
              { label: 'All time', value: { from: '', to: '' } },
            ]}
          />
        </div>
      </div>
    </Sample>
  );
}

function Shapes() {
  const [shape, setShape] = useState('gpu-1');
  return (
    <Sample name="RadioCards" wide>
      <RadioCards
        label="Shape"
        columns={3}
        value={shape}
        onValueChange={setShape}
        options={[
          {
            value: 'gpu-1',
            title: '1 GPU',
            aside: '$2.40 / h',
            description: '80 GiB of GPU memory, 16 cores, 128 GiB',
            footer: <CapacityBar total={8} used={3} mine={1} unit="GPUs" simulated />,
          },
          {
            value: 'gpu-4',
            title: '4 GPUs',
            aside: '$9.60 / h',
            description: 'On one node',
            footer: (
              <CapacityBar total={8} used={5} unavailable={1} unit="GPUs" reason="No single node has four free" />
            ),
          },
          {
            value: 'gpu-8',
            title: '8 GPUs',
            aside: '$19.20 / h',
            disabledReason: 'No capacity in this region right now',
          },
        ]}
      />
    </Sample>
  );
}
