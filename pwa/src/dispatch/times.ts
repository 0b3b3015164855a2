/** What was planned and what was: how does a day's table say it? The answer of `GET /api/times`, and figures. Pure. */

export interface Known { service_s: number; visits: number }
export interface Pace { percent: number; visits: number }

export interface Sums {
  stops: number; done: number; arrived: number; late_s: number | null
  service_planned_s: number | null; service_s: number | null; travel_planned_s: number | null; travel_s: number | null
}

export interface StopTimes {
  stop_id: string; order_id: string; number: string; address: string | null; position: number; status: string
  planned_at: string | null; arrived_at: string | null; done_at: string | null; late_s: number | null
  service_planned_s: number; service_s: number | null; travel_planned_s: number; travel_s: number | null
  learned: Known | null
}

export interface RouteTimes {
  route_id: string; courier_id: string; courier: string; sheet_code: string; status: string
  pace: Pace | null; stops: StopTimes[]; totals: Sums
}

export interface DayTimes { on: string; default_service_s: number; routes: RouteTimes[]; totals: Sums }

/** Nearer to the plan than this is on time. */
const ON_TIME_S = 60

/** Later (1), earlier (-1) or as planned (0); null when one of the two is not known. */
export const side = (late_s: number | null): -1 | 0 | 1 | null =>
  late_s === null ? null : late_s >= ON_TIME_S ? 1 : late_s <= -ON_TIME_S ? -1 : 0

/** Whole minutes, rounded; what is not known has none. */
export const minutes = (seconds: number | null): number | null => (seconds === null ? null : Math.round(seconds / 60))

/** Is the actual figure longer than the planned one by more than a minute and a quarter of it? */
export const longer = (planned_s: number | null, actual_s: number | null): boolean =>
  planned_s !== null && actual_s !== null && actual_s - planned_s > Math.max(60, planned_s / 4)
