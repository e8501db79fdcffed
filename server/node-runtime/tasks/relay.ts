import type { Socket } from 'node:net';

import type { AgentRequest } from '../agent/requests';
import { encodeJsonFrame, frameTypes } from '../protocol/frames';
import { type Intake, openAgentStream } from '../workspaces/agent-connection';

const intakeBytes = 65_536;

/**
 * Joins the portal's connection with one into the workspace, byte for byte, in both directions and with half-close. Nothing is kept here: what one side
 * does not take, the other cannot send. Rejects, before anything was answered, with the agent's refusal.
 */
export async function relay(
  client: Socket,
  early: Buffer,
  target: { listenerPath: string; request: AgentRequest },
): Promise<void> {
  const intake: Intake = { buffer: Buffer.allocUnsafeSlow(intakeBytes), receive: () => true };
  const { socket: agent, reader, output } = await openAgentStream(target.listenerPath, target.request, { intake });
  const end = () => {
    agent.destroy();
    client.destroy();
  };
  if (client.destroyed) return end();
  client.write(encodeJsonFrame(frameTypes.answer, output));
  const first = reader.takeAll();
  if (first.length > 0) client.write(first);
  if (early.length > 0) agent.write(early);
  // The workspace talks and the portal listens, mostly: its bytes go through one buffer, free again once the kernel has taken them all.
  intake.receive = (chunk) => {
    client.write(chunk, () => agent.resume());
    agent.pause();
    return false;
  };
  agent
    .on('error', end)
    .on('end', () => client.end())
    .on('close', () => client.destroySoon());
  client.on('error', end).on('close', () => agent.destroySoon());
  client.pipe(agent);
  agent.resume();
}
