-- Sends what the environment says: METHOD, TYPE (of the content), AUTHORIZATION, BODIES (files, sent in turn) and PAUSE
-- (milliseconds between two requests of a connection). In a body that has it, @N@ becomes a number that is used once.
local method = os.getenv("METHOD") or "POST"
local pause = tonumber(os.getenv("PAUSE") or "0")
local headers = { ["Content-Type"] = os.getenv("TYPE"), ["Authorization"] = os.getenv("AUTHORIZATION") }
local bodies = {}
for file in os.getenv("BODIES"):gmatch("%S+") do
  local opened = assert(io.open(file, "rb"))
  local text = opened:read("*a")
  table.insert(bodies, { text = text, numbered = text:find("@N@", 1, true) ~= nil })
  opened:close()
end
local count = 0

function request()
  count = count + 1
  local body = bodies[(count - 1) % #bodies + 1]
  local text = body.text
  if body.numbered then
    text = text:gsub("@N@", tostring(count))
  end
  return wrk.format(method, nil, headers, text)
end

function delay()
  return pause
end
