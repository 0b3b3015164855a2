// How does a server answer in these tests? By the rules of the journal, in a few lines; it can lose its memory.
import { vi } from 'vitest'
import type { Command, Outcome } from '../../../pwa/src/kernel/db'

type Sent = Omit<Command, 'renumbered'>

export class FakeServer {
  epoch = 'e1'
  last_seq = 0
  down = false
  status = 200
  loseReply = false
  deaf = '' // the one address that gets no answer
  log = new Map<string, { command: Sent; outcome: Outcome }>()
  batches: Sent[][] = []
  clock: { server_time?: string; clock_rate?: number } = {} // where its time is not real
  user = { id: 'u1', login: 'lena', name: 'Lena', roles: ['courier'], disabled: false }

  /** What a command becomes; tests replace it. */
  judge: (command: Sent) => Outcome = () => ({ outcome: 'applied' })

  take(commands: Sent[]): object {
    this.batches.push(commands)
    const results: (Outcome & { id: string; seq: number })[] = []
    for (const command of commands) {
      const known = this.log.get(command.id)
      if (known) {
        const same = JSON.stringify(known.command.args) === JSON.stringify(command.args)
        results.push({ id: command.id, seq: command.seq, ...(same ? known.outcome : { outcome: 'refused' as const }) })
      } else if (command.seq <= this.last_seq) {
        results.push({ id: command.id, seq: command.seq, outcome: 'refused', problem: { code: 'seq-reused', params: {} } })
      } else if (command.seq > this.last_seq + 1) break
      else {
        const outcome = this.judge(command)
        this.log.set(command.id, { command, outcome })
        this.last_seq = command.seq
        results.push({ id: command.id, seq: command.seq, ...outcome })
      }
    }
    return { epoch: this.epoch, version: 'v', last_seq: this.last_seq, server_time: new Date().toISOString(), results }
  }

  /** Puts back an older state, as from a backup: only what was taken up to `seq` is remembered. */
  restore(seq: number, epoch = this.epoch): void {
    this.epoch = epoch
    this.last_seq = seq
    for (const [id, { command }] of this.log) if (command.seq > seq) this.log.delete(id)
  }

  fetch = vi.fn(async (path: string, init?: { body?: string }): Promise<Response> => {
    if (this.down || path === this.deaf) throw new TypeError('network')
    if (this.status !== 200) return new Response(JSON.stringify({ code: 'broken' }), { status: this.status })
    const body = init?.body ? JSON.parse(init.body) as { commands: Sent[] } : { commands: [] }
    const answer = path === '/api/login' || path === '/api/me'
      ? { user: this.user, hub: null, roles: this.user.roles, epoch: this.epoch, server_time: new Date().toISOString(), ...this.clock }
      : path.startsWith('/api/commands') ? this.take(body.commands) : {}
    if (this.loseReply) { this.loseReply = false; throw new TypeError('connection reset') }
    return new Response(JSON.stringify(answer), { status: 200 })
  })
}
