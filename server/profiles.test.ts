import { describe, expect, it } from 'vitest';
import { isolationFeatures } from '@/server/node-runtime/protocol';
import { parseEnv, PROFILE_NAMES, readProfile } from '@/server/shared/env';

describe('profiles', () => {
  it('are all valid, ask only for isolation that a runtime can report, and simulate nothing above demo', () => {
    for (const name of PROFILE_NAMES) {
      const profile = readProfile(name);
      expect(profile.name).toBe(name);
      for (const feature of profile.requiredIsolation) expect(isolationFeatures).toContain(feature);
      if (name !== 'staging' && name !== 'prod') continue;
      expect(profile.simulatedGpus).toEqual([]);
      expect(profile.startingCreditMicros).toBe(0n);
      expect(profile.requiredIsolation).toEqual([...isolationFeatures]);
      expect([profile.allowDemoData, profile.allowEmbeddedDatabase, profile.allowSingleDatabaseRole]).not.toContain(
        true,
      );
    }
  });

  it('and variables that make no sense are refused by name', () => {
    const good = { AUTH_SECRET: 's'.repeat(64) };
    expect(parseEnv({ ...good, PORT: '4000' }).publicUrl).toBe('http://localhost:4000');
    expect(() => parseEnv({ ...good, PORT: 'many' })).toThrow(/PORT/);
    expect(parseEnv({ ...good, TRUSTED_PROXIES: '127.0.0.1, fd00::/8' }).trustedProxies).toEqual([
      '127.0.0.1',
      'fd00::/8',
    ]);
    expect(() => parseEnv({ ...good, TRUSTED_PROXIES: 'proxy' })).toThrow(/TRUSTED_PROXIES/);
    expect(() => parseEnv({ ...good, GPUAAS_PROFILE: 'production' })).toThrow(/GPUAAS_PROFILE/);
    expect(() => parseEnv({ PORT: 'many' })).toThrow(/PORT[\s\S]*AUTH_SECRET/);
  });
});
