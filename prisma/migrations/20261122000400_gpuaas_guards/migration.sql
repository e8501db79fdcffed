-- gpuaas: legal states and moves, durable slot claims, and daily partitions of metric samples.

ALTER TABLE gpuaas_node
  ADD CONSTRAINT gpuaas_node_state CHECK (state IN ('enrolled', 'active', 'drained', 'unavailable', 'retired')),
  ADD CONSTRAINT gpuaas_node_sizes CHECK (cpu_millis > 0 AND memory_mib > 0 AND disk_mib >= 0);

ALTER TABLE gpuaas_sku
  ALTER COLUMN code TYPE text COLLATE "C",
  ADD CONSTRAINT gpuaas_sku_shape CHECK (
    CASE shape
      WHEN 'gpu_slice' THEN gpu_model IS NOT NULL AND gpu_count BETWEEN 1 AND 64
      WHEN 'cpu' THEN gpu_model IS NULL AND gpu_count = 0
      ELSE false
    END),
  ADD CONSTRAINT gpuaas_sku_sizes CHECK (cpu_millis > 0 AND memory_mib > 0 AND disk_mib > 0);

-- A slot is claimed for one workspace of one allocation, and free only without any trace of it.
ALTER TABLE gpuaas_slot
  ADD CONSTRAINT gpuaas_slot_kind CHECK (
    CASE kind WHEN 'gpu' THEN gpu_uuid IS NOT NULL AND gpu_model IS NOT NULL WHEN 'cpu' THEN gpu_uuid IS NULL ELSE false END),
  ADD CONSTRAINT gpuaas_slot_claim CHECK (
    CASE state
      WHEN 'free' THEN allocation_id IS NULL AND workspace_id IS NULL AND claimed_at IS NULL AND blocked_reason IS NULL
      WHEN 'claimed' THEN allocation_id IS NOT NULL AND workspace_id IS NOT NULL AND claimed_at IS NOT NULL AND blocked_reason IS NULL
      WHEN 'cleanup_blocked' THEN allocation_id IS NOT NULL AND workspace_id IS NOT NULL AND blocked_reason IS NOT NULL
      ELSE false
    END);
CREATE UNIQUE INDEX gpuaas_slot_gpu ON gpuaas_slot (node_id, gpu_uuid) WHERE gpu_uuid IS NOT NULL AND retired_at IS NULL;
CREATE INDEX gpuaas_slot_claimable ON gpuaas_slot (node_id, kind, gpu_model) WHERE state = 'free' AND retired_at IS NULL;

-- A taken slot changes hands only by way of free.
CREATE FUNCTION gpuaas_slot_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.allocation_id IS NOT NULL AND NEW.allocation_id IS NOT NULL
     AND (OLD.allocation_id, OLD.workspace_id) IS DISTINCT FROM (NEW.allocation_id, NEW.workspace_id) THEN
    RAISE EXCEPTION 'slot % is taken by %', OLD.id, OLD.allocation_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'gpuaas_slot_taken', TABLE = 'gpuaas_slot';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER gpuaas_slot_taken BEFORE UPDATE ON gpuaas_slot FOR EACH ROW EXECUTE FUNCTION gpuaas_slot_guard();

-- All slots that are claimed for one workspace sit on one node, and that node is the allocation's.
CREATE FUNCTION gpuaas_slot_one_node() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM gpuaas_slot s WHERE s.workspace_id = NEW.workspace_id AND s.node_id <> NEW.node_id)
     OR NOT EXISTS (SELECT FROM gpuaas_allocation a WHERE a.id = NEW.allocation_id) THEN
    RAISE EXCEPTION 'the slots of workspace % are not on one node, or it has no allocation', NEW.workspace_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'gpuaas_slot_one_node', TABLE = 'gpuaas_slot';
  END IF;
  RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER gpuaas_slot_one_node AFTER INSERT OR UPDATE ON gpuaas_slot
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.state = 'claimed') EXECUTE FUNCTION gpuaas_slot_one_node();

-- The allocation machine. server/products/gpuaas/allocations/allocation.rules.ts holds the same table; a test compares them.
ALTER TABLE gpuaas_allocation
  ADD CONSTRAINT gpuaas_allocation_state CHECK (
    state IN ('requested', 'provisioning', 'active', 'releasing', 'released', 'failed', 'release_failed')),
  ADD CONSTRAINT gpuaas_allocation_reason CHECK (state NOT IN ('failed', 'release_failed') OR (reason_code IS NOT NULL AND reason_text IS NOT NULL)),
  ADD CONSTRAINT gpuaas_allocation_times CHECK (
    (state <> 'active' OR active_at IS NOT NULL)
    AND ((state IN ('released', 'failed')) = (ended_at IS NOT NULL))
    AND (state NOT IN ('releasing', 'release_failed', 'released') OR release_accepted_at IS NOT NULL)),
  ADD CONSTRAINT gpuaas_allocation_sizes CHECK (disk_mib BETWEEN 64 AND 67108864 AND micros_per_hour >= 0 AND attempt >= 1);

CREATE FUNCTION gpuaas_allocation_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'requested' OR NEW.version <> 1 OR NEW.attempt <> 1 THEN
      RAISE EXCEPTION 'an allocation begins as requested'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'gpuaas_allocation_move', TABLE = 'gpuaas_allocation';
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.state = OLD.state THEN
    IF NEW.version <> OLD.version OR NEW.attempt <> OLD.attempt THEN
      RAISE EXCEPTION 'version and attempt change with the state alone'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'gpuaas_allocation_move', TABLE = 'gpuaas_allocation';
    END IF;
  ELSIF NOT (OLD.state || ' ' || NEW.state) = ANY (ARRAY[
      'requested provisioning', 'requested releasing', 'requested failed',
      'provisioning active', 'provisioning releasing', 'provisioning failed',
      'active releasing', 'active failed',
      'releasing released', 'releasing release_failed',
      'release_failed releasing',
      'failed requested'])
    OR NEW.version <> OLD.version + 1
    OR NEW.attempt <> OLD.attempt + (CASE WHEN OLD.state = 'failed' THEN 1 ELSE 0 END) THEN
    RAISE EXCEPTION 'allocation % may not move from % to %', OLD.id, OLD.state, NEW.state
      USING ERRCODE = 'check_violation', CONSTRAINT = 'gpuaas_allocation_move', TABLE = 'gpuaas_allocation';
  END IF;
  IF (NEW.id, NEW.organization_id, NEW.project_id, NEW.owner_id, NEW.sku_id, NEW.requested_at)
     IS DISTINCT FROM (OLD.id, OLD.organization_id, OLD.project_id, OLD.owner_id, OLD.sku_id, OLD.requested_at) THEN
    RAISE EXCEPTION 'whose allocation it is, and of what, never changes'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'gpuaas_allocation_identity', TABLE = 'gpuaas_allocation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER gpuaas_allocation_move BEFORE INSERT OR UPDATE ON gpuaas_allocation
  FOR EACH ROW EXECUTE FUNCTION gpuaas_allocation_guard();
-- What the reconcile pass and the sampler look for; history does not slow them.
CREATE INDEX gpuaas_allocation_unfinished ON gpuaas_allocation (node_id, state) WHERE state NOT IN ('released', 'failed');
REVOKE DELETE, TRUNCATE ON gpuaas_allocation, gpuaas_allocation_step, gpuaas_node, gpuaas_slot, gpuaas_sku FROM gpuaas_app;

ALTER TABLE gpuaas_allocation_step
  ADD CONSTRAINT gpuaas_allocation_step_kind CHECK (kind IN ('state', 'step')),
  ADD CONSTRAINT gpuaas_allocation_step_state CHECK (state IN ('running', 'done', 'failed'));

-- Metric samples live in one partition per day. The application's role may make no table, so it asks these two, which do
-- nothing but that: partitions from yesterday to `days_ahead`, and none older than `days_kept`.
CREATE FUNCTION gpuaas_metric_sample_maintain(days_ahead int, days_kept int) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  today date := (pg_catalog.now() AT TIME ZONE 'UTC')::date;
  day date;
  child text;
BEGIN
  IF days_ahead NOT BETWEEN 0 AND 31 OR days_kept NOT BETWEEN 2 AND 400 THEN
    RAISE EXCEPTION 'days_ahead is 0 to 31, days_kept 2 to 400';
  END IF;
  -- One process at a time: two that make the same partition would meet in an error.
  PERFORM pg_advisory_xact_lock(hashtextextended('gpuaas_metric_sample_maintain', 0));
  FOR offset_days IN -1..days_ahead LOOP
    day := today + offset_days;
    child := 'gpuaas_metric_sample_' || to_char(day, 'YYYYMMDD');
    IF to_regclass('public.' || child) IS NULL THEN
      EXECUTE format(
        'CREATE TABLE public.%I PARTITION OF public.gpuaas_metric_sample FOR VALUES FROM (%L) TO (%L)',
        child, day::text || ' 00:00:00+00', (day + 1)::text || ' 00:00:00+00');
    END IF;
  END LOOP;
  FOR child IN
    SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'public.gpuaas_metric_sample'::regclass
      AND c.relname ~ '^gpuaas_metric_sample_[0-9]{8}$'
      AND to_date(right(c.relname, 8), 'YYYYMMDD') < today - days_kept
  LOOP
    EXECUTE format('DROP TABLE public.%I', child);
  END LOOP;
END
$$;
REVOKE ALL ON FUNCTION gpuaas_metric_sample_maintain(int, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION gpuaas_metric_sample_maintain(int, int) TO gpuaas_app;
SELECT gpuaas_metric_sample_maintain(2, 8);
