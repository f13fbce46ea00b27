-- Begins sign-ins as a browser does and answers each one's callback with a code that nobody has given out.
local begun = {}

function request()
  local one = table.remove(begun)
  if one then
    return wrk.format("GET", wrk.path .. "/callback?code=none&state=" .. one.state, { ["Cookie"] = one.cookie })
  end
  return wrk.format("GET")
end

function response(status, headers)
  local state = (headers["Location"] or ""):match("[?&]state=([^&]+)")
  local cookie = (headers["Set-Cookie"] or ""):match("^[^;]+")
  if state and cookie then
    table.insert(begun, { state = state, cookie = cookie })
  end
end
