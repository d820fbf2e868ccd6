-- Creates connections, each with a schema of its own; with "deleting", deletes each that was created.
-- Arguments: the text of a body before and after its schema, the first part of the schema, Authorization, "deleting".
local headers = { ["content-type"] = "application/json" }
local before, after, run
local number, made = 0, {}

local function create()
  number = number + 1
  return wrk.format("POST", nil, headers, before .. run .. number .. after)
end

function init(args)
  before, after, run, headers["authorization"] = args[1], args[2], args[3], args[4]
  request = create
  if args[5] == "deleting" then
    -- wrk parses answers only for a script with `response`, which takes time: rates are measured without it.
    response = function(status, _, body)
      if status == 201 then made[#made + 1] = body:match('"id":"([^"]+)"') end
    end
    request = function()
      if #made == 0 then return create() end
      return wrk.format("DELETE", "/v1/connections/" .. table.remove(made), headers)
    end
  end
end

function done(summary, latency, requests)
  io.write(string.format('{"requests":%d,"p99":%f,"failed":%d}\n',
    summary.requests, latency:percentile(99) / 1e3, summary.errors.status +
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
end
