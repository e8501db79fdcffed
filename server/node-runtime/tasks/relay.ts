import type { Socket } from 'node:net';

import type { AgentRequest } from '../agent/requests';
import { encodeJsonFrame, frameTypes } from '../protocol/frames';
import { agentAnswerTimeoutMs, openAgentStream } from '../workspaces/agent-connection';

/**
 * Joins the portal's connection with one into the workspace, byte for byte, in both directions and with half-close. Nothing is kept here: what one side
 * does not take, the other cannot send. Rejects, before anything was answered, with the agent's refusal.
 */
export async function relay(
  client: Socket,
  early: Buffer,
  target: { listenerPath: string; request: AgentRequest },
): Promise<void> {
  const {
    socket: agent,
    reader,
    output,
  } = await openAgentStream(target.listenerPath, target.request, agentAnswerTimeoutMs);
  const end = () => {
    agent.destroy();
    client.destroy();
  };
  if (client.destroyed) return end();
  client.write(encodeJsonFrame(frameTypes.answer, output));
  const first = reader.takeAll();
  if (first.length > 0) client.write(first);
  if (early.length > 0) agent.write(early);
  agent.on('error', end).on('close', () => client.destroySoon());
  client.on('error', end).on('close', () => agent.destroySoon());
  client.pipe(agent);
  agent.pipe(client);
}
