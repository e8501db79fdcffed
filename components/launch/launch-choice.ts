import type { OfferView } from '@/server/products/gpuaas';

const mibPerGib = 1_024;
const diskGibDefault = 10;

/** Everything a launch needs beside the project. */
export interface LaunchChoice {
  skuCode: string;
  name: string;
  diskGib: number;
}

/** Sizes of one kind of machine, small first. */
export interface Family {
  family: string;
  title: string;
  offers: OfferView[];
}

/** Offers grouped by what they are made of. */
export function familiesOf(offers: readonly OfferView[]): Family[] {
  return [...Map.groupBy(offers, (offer) => offer.family)].map(([family, sizes]) => ({
    family,
    title: sizes[0]?.gpuModel ?? 'CPU',
    offers: sizes,
  }));
}

/** Why an offer cannot be launched now, or undefined. */
export function refusalOf(offer: OfferView): string | undefined {
  if (offer.microsPerHour === null) return 'This size has no price at the moment.';
  return offer.reason?.sentence;
}

/** What a person most likely wants: the size they asked for, else the smallest that is free. */
export function defaultOffer(offers: readonly OfferView[], asked: string | null): OfferView | undefined {
  return offers.find(({ code }) => code === asked) ?? offers.find((offer) => !refusalOf(offer)) ?? offers[0];
}

/** The disk that a size starts with, within its limits. */
export function defaultDiskGib(offer: OfferView): number {
  return Math.min(diskGibDefault, Math.floor(offer.diskMibMax / mibPerGib));
}

export function gibToMib(gib: number): number {
  return Math.round(gib * mibPerGib);
}

export function mibToGib(mib: number): number {
  return mib / mibPerGib;
}

const first = ['amber', 'brisk', 'calm', 'clear', 'early', 'keen', 'lucid', 'quiet', 'steady', 'swift'];
const second = ['basin', 'cedar', 'delta', 'ember', 'fjord', 'grove', 'harbor', 'lantern', 'meadow', 'summit'];

/** A name that reads well in a prompt. Nobody has to think of one. */
export function proposeName(): string {
  const pick = (words: readonly string[]) => words[Math.floor(Math.random() * words.length)];
  return `${pick(first)}-${pick(second)}`;
}
