-- A node is one runtime of one engine. Its host name is an attribute: two runtimes may share a host, and a host may be renamed.
ALTER TABLE gpuaas_node
  ADD COLUMN unavailable_since TIMESTAMPTZ(3),
  ADD COLUMN is_drain_wanted BOOLEAN NOT NULL DEFAULT false;
UPDATE gpuaas_node SET is_drain_wanted = true WHERE state = 'drained';
UPDATE gpuaas_node SET unavailable_since = COALESCE(last_seen_at, enrolled_at) WHERE state = 'unavailable';

-- Until now a renamed host left its row behind. What is on such a row is on the runtime's newest one, under the same ordinals.
CREATE TEMPORARY TABLE superseded ON COMMIT DROP AS
  SELECT old.id AS old_id, newest.id AS new_id
  FROM (SELECT *, row_number() OVER (PARTITION BY driver, runtime_id ORDER BY last_seen_at DESC NULLS LAST, id DESC) AS rank FROM gpuaas_node) old
  JOIN LATERAL (
    SELECT id FROM gpuaas_node n WHERE n.driver = old.driver AND n.runtime_id = old.runtime_id
    ORDER BY last_seen_at DESC NULLS LAST, id DESC LIMIT 1) newest ON true
  WHERE old.rank > 1;
CREATE TEMPORARY TABLE moved ON COMMIT DROP AS
  SELECT DISTINCT ON (target.id) held.id AS from_id, target.id AS to_id,
    held.state, held.allocation_id, held.workspace_id, held.claimed_at, held.blocked_reason
  FROM superseded s
  JOIN gpuaas_slot held ON held.node_id = s.old_id AND held.state <> 'free'
  JOIN gpuaas_slot target ON target.node_id = s.new_id AND target.kind = held.kind AND target.ordinal = held.ordinal AND target.state = 'free'
  ORDER BY target.id, held.claimed_at DESC;
UPDATE gpuaas_slot SET state = 'free', allocation_id = NULL, workspace_id = NULL, claimed_at = NULL, blocked_reason = NULL
  FROM moved WHERE gpuaas_slot.id = moved.from_id;
UPDATE gpuaas_slot SET state = moved.state, allocation_id = moved.allocation_id, workspace_id = moved.workspace_id,
    claimed_at = moved.claimed_at, blocked_reason = moved.blocked_reason, retired_at = NULL
  FROM moved WHERE gpuaas_slot.id = moved.to_id;
UPDATE gpuaas_allocation SET node_id = s.new_id FROM superseded s WHERE gpuaas_allocation.node_id = s.old_id;
UPDATE gpuaas_slot SET retired_at = now() FROM superseded s WHERE gpuaas_slot.node_id = s.old_id AND gpuaas_slot.retired_at IS NULL;
UPDATE gpuaas_node SET state = 'retired', state_reason = 'The same machine under an earlier name.', runtime_id = runtime_id || ' until ' || id
  FROM superseded s WHERE gpuaas_node.id = s.old_id;
-- The one-node check of claimed slots runs now, so that the table can be altered.
SET CONSTRAINTS ALL IMMEDIATE;

DROP INDEX gpuaas_node_name_key;
CREATE UNIQUE INDEX gpuaas_node_driver_runtime_id_key ON gpuaas_node (driver, runtime_id);
