-- SPDX-License-Identifier: Apache-2.0
-- What wrk sends: the token request, its form read from the file that JETON_BENCH_FORM names.
local file = assert(io.open(os.getenv("JETON_BENCH_FORM")))
wrk.method = "POST"
wrk.body = file:read("a")
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
file:close()

function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format("RESULT %d %d %d %d %d\n", summary.requests, summary.duration, failed,
    latency:percentile(50), latency:percentile(99)))
end
