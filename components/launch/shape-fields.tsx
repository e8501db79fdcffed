'use client';

import type { OfferView } from '@/server/products/gpuaas';
import { Money } from '@/components/domain/money';
import { formatMib } from '@/components/format/quantity';
import { RadioCards } from '@/components/ui/radio-cards';
import { SimulatedBadge } from '@/components/workloads/simulated-badge';
import { defaultOffer, refusalOf, type Family } from './launch-choice';

type FieldProps = {
  families: readonly Family[];
  offer: OfferView;
  currency: string;
  onChoose: (offer: OfferView) => void;
};

/** What the workspace is made of: one card per GPU type, and one for CPU. */
export function ShapeField({ families, offer, currency, onChoose }: FieldProps) {
  return (
    <RadioCards
      label="Shape"
      value={offer.family}
      onValueChange={(family) => {
        const chosen = families.find((one) => one.family === family);
        const next = chosen && defaultOffer(chosen.offers, null);
        if (next) onChoose(next);
      }}
      columns={2}
      options={families.map(({ family, title, offers }) => {
        const [smallest] = offers;
        const free = smallest?.free ?? 0;
        const isNoneFree = offers.every((one) => refusalOf(one) !== undefined);
        return {
          value: family,
          title,
          aside: smallest?.microsPerHour != null && (
            <Money value={{ currency, micros: smallest.microsPerHour }} per={smallest.gpuModel ? '/ GPU h' : '/ h'} />
          ),
          description: descriptionOf(smallest),
          footer: (
            <span className="flex flex-wrap items-center gap-2 text-12">
              {smallest?.isSimulated && <SimulatedBadge />}
              <span className={free > 0 ? 'num text-ok' : 'text-warn'}>
                {free > 0 ? `${free} ${smallest?.gpuModel ? 'GPUs' : 'slots'} free now` : 'None free now'}
              </span>
            </span>
          ),
          ...(isNoneFree && smallest && { disabledReason: refusalOf(smallest) }),
        };
      })}
    />
  );
}

function descriptionOf(offer: OfferView | undefined): string {
  if (!offer) return '';
  if (offer.gpuMemoryMib !== null) return `${formatMib(offer.gpuMemoryMib)} of memory per GPU`;
  return `${offer.cpuMillis / 1_000} cores, ${formatMib(offer.memoryMib)} of memory, no GPU`;
}

/** How much of it: every size of the chosen shape, with its price and why it cannot be had. */
export function SizeField({ families, offer, currency, onChoose }: FieldProps) {
  const offers = families.find(({ family }) => family === offer.family)?.offers ?? [];
  return (
    <RadioCards
      label="Size"
      value={offer.code}
      onValueChange={(code) => {
        const next = offers.find((one) => one.code === code);
        if (next) onChoose(next);
      }}
      columns={offers.length > 2 ? 4 : 2}
      options={offers.map((one) => ({
        value: one.code,
        title: one.gpuCount > 0 ? `${one.gpuCount} ${one.gpuCount === 1 ? 'GPU' : 'GPUs'}` : one.name,
        aside: one.microsPerHour !== null && <Money value={{ currency, micros: one.microsPerHour }} per="/ h" />,
        description: `${one.cpuMillis / 1_000} cores, ${formatMib(one.memoryMib)}`,
        disabledReason: refusalOf(one),
      }))}
    />
  );
}
