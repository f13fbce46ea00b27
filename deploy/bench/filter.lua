-- GET /Users?filter=userName eq "...", the first request of every identity provider, for users of fill.sql.
local token = os.getenv("SCIM_TOKEN")
local users = tonumber(os.getenv("USERS"))

function request()
  local path = wrk.path .. '?filter=userName%20eq%20%22F' .. math.random(0, users - 1) .. '%40acme.example%22'
  return wrk.format("GET", path, { ["Authorization"] = "Bearer " .. token })
end

function response(status, headers, body)
  if status ~= 200 or not body:find('"totalResults":1,', 1, true) then
    io.stderr:write("answered " .. status .. " " .. body:sub(1, 200) .. "\n")
  end
end
