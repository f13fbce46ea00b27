-- PATCH /Users/{id} as Entra ID deactivates and reactivates, for users of fill.sql, each in turn.
local token = os.getenv("SCIM_TOKEN")
local users = tonumber(os.getenv("USERS"))
local round = tonumber(os.getenv("ROUND") or "1")
local count = 0

function request()
  count = count + 1
  local path = string.format("%s/mgd_%026d", wrk.path, (count * 7919) % users)
  -- Each round undoes the one before, so that every request changes somebody.
  local active = (math.floor(count / users) + round) % 2 == 0 and "True" or "False"
  local body = '{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":['
    .. '{"op":"Replace","path":"active","value":"' .. active .. '"}]}'
  return wrk.format("PATCH", path, {
    ["Authorization"] = "Bearer " .. token, ["Content-Type"] = "application/scim+json" }, body)
end

function response(status, headers, body)
  if status ~= 200 or headers["ETag"] == 'W/"1"' then
    io.stderr:write("answered " .. status .. " " .. body:sub(1, 200) .. "\n")
  end
end
