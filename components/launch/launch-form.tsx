'use client';

import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Rocket } from 'lucide-react';
import { useRouter, useSearchParams } from 'next/navigation';
import { useState } from 'react';
import type { CatalogView, OfferView } from '@/server/products/gpuaas';
import type { Me } from '@/server/platform/iam';
import { useTRPC } from '@/components/trpc/client';
import { formErrorsOf } from '@/components/trpc/form-errors-of';
import { Banner } from '@/components/ui/banner';
import { Button } from '@/components/ui/button';
import { Form, type FormErrors } from '@/components/ui/form';
import { FormField } from '@/components/ui/form-field';
import { Input } from '@/components/ui/input';
import { Section } from '@/components/ui/page-header';
import { RadioCards } from '@/components/ui/radio-cards';
import { SliderField } from '@/components/ui/slider-field';
import { newIdempotencyKey } from '@/components/trpc/idempotency-key';
import {
  defaultDiskGib,
  defaultOffer,
  familiesOf,
  gibToMib,
  mibToGib,
  proposeName,
  refusalOf,
  type LaunchChoice,
} from './launch-choice';
import { LaunchSummary } from './launch-summary';
import { ShapeField, SizeField } from './shape-fields';

type LaunchFormProps = { catalog: CatalogView; project: Me['projects'][number]; mayLaunch: boolean };

/** Shape → size → image → disk → access → review, all on one page, everything but the shape defaulted. */
export function LaunchForm({ catalog, project, mayLaunch }: LaunchFormProps) {
  const asked = useSearchParams().get('sku');
  const families = familiesOf(catalog.offers);
  const [choice, setChoice] = useState<LaunchChoice>(() => firstChoice(catalog.offers, asked));
  const offer = catalog.offers.find(({ code }) => code === choice.skuCode) ?? defaultOffer(catalog.offers, null);
  const { launch, errors, preview } = useLaunch({ projectId: project.id, choice, mayLaunch });
  if (!offer)
    return <Banner tone="warn">No machine offers anything at the moment. An operator can see why in Fleet.</Banner>;
  const choose = (next: OfferView) =>
    setChoice((before) => ({ ...before, skuCode: next.code, diskGib: fitDisk(before.diskGib, next) }));
  const blocked = mayLaunch
    ? (refusalOf(offer) ?? preview?.refusal?.message)
    : `You may look at ${project.name}, not launch in it.`;
  const fields = errors?.fields ?? {};
  return (
    <Form label="Launch a workspace" onSubmit={launch} errors={errors}>
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="flex min-w-0 flex-col gap-7">
          <Section title="Shape">
            <ShapeField families={families} offer={offer} currency={catalog.currency} onChoose={choose} />
          </Section>
          <Section title="Size" description="A workspace runs on one machine.">
            <SizeField families={families} offer={offer} currency={catalog.currency} onChoose={choose} />
            {fields['skuCode'] && <p className="text-12 text-danger">{fields['skuCode']}</p>}
          </Section>
          <MachineFields choice={choice} offer={offer} fields={fields} onChange={setChoice} />
        </div>
        <LaunchSummary
          offer={offer}
          currency={catalog.currency}
          name={choice.name}
          diskGib={choice.diskGib}
          projectName={project.name}
          preview={preview}
          blocked={blocked}
          action={
            <Button
              type="submit"
              variant="primary"
              size="lg"
              icon={<Rocket />}
              disabledReason={blocked}
              className="w-full"
            >
              Launch
            </Button>
          }
        />
      </div>
    </Form>
  );
}

type MachineFieldsProps = {
  choice: LaunchChoice;
  offer: OfferView;
  fields: NonNullable<FormErrors['fields']>;
  onChange: (choice: LaunchChoice) => void;
};

function MachineFields({ choice, offer, fields, onChange }: MachineFieldsProps) {
  return (
    <>
      <Section title="Image">
        <RadioCards
          label="Image"
          value="base"
          onValueChange={() => undefined}
          columns={2}
          options={[
            { value: 'base', title: 'Base', description: 'The machine’s own system, read-only, with a private home.' },
          ]}
        />
      </Section>
      <Section title="Name and disk">
        <FormField label="Name" error={fields['name']} help="Shown in the prompt and on the bill.">
          <Input
            mono
            value={choice.name}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => onChange({ ...choice, name: event.target.value })}
          />
        </FormField>
        <FormField label="Disk" error={fields['diskMib']} help="Its home folder. Deleted with the workspace.">
          <SliderField
            label="Disk"
            unit="GiB"
            min={Math.max(1, mibToGib(offer.diskMibMin))}
            max={mibToGib(offer.diskMibMax)}
            value={choice.diskGib}
            onValueChange={(diskGib) => onChange({ ...choice, diskGib })}
          />
        </FormField>
      </Section>
      <Section title="Access">
        <Banner tone="info" title="Terminal in the browser">
          The network of a workspace is loopback only for now: its programs reach each other, and no other machine.
        </Banner>
      </Section>
    </>
  );
}

function firstChoice(offers: readonly OfferView[], asked: string | null): LaunchChoice {
  const offer = defaultOffer(offers, asked);
  return { skuCode: offer?.code ?? '', name: proposeName(), diskGib: offer ? defaultDiskGib(offer) : 1 };
}

function fitDisk(diskGib: number, offer: OfferView): number {
  return Math.min(diskGib, Math.floor(mibToGib(offer.diskMibMax)));
}

type LaunchArguments = { projectId: Me['projects'][number]['id']; choice: LaunchChoice; mayLaunch: boolean };

function useLaunch({ projectId, choice, mayLaunch }: LaunchArguments) {
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const [idempotencyKey] = useState(newIdempotencyKey);
  const [errors, setErrors] = useState<FormErrors | null>(null);
  const mutation = useMutation(trpc.gpuaas.allocation.launch.mutationOptions());
  const preview = useQuery({
    ...trpc.gpuaas.allocation.preview.queryOptions({ projectId, skuCode: choice.skuCode }),
    enabled: mayLaunch && choice.skuCode !== '',
    placeholderData: keepPreviousData,
  });
  const launch = async () => {
    setErrors(null);
    try {
      const { name, skuCode, diskGib } = choice;
      const input = { projectId, skuCode, name, image: 'base' as const, diskMib: gibToMib(diskGib), idempotencyKey };
      const { allocationId } = await mutation.mutateAsync(input);
      router.push(`/workloads/${allocationId}`);
    } catch (error) {
      setErrors(formErrorsOf(error));
      // The answer may have been about capacity or money that somebody else just took.
      void queryClient.invalidateQueries(trpc.gpuaas.catalog.pathFilter());
      void queryClient.invalidateQueries(trpc.gpuaas.allocation.preview.pathFilter());
    }
  };
  return { launch, errors, preview: mayLaunch ? preview.data : null };
}
