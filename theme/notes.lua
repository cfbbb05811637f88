-- A note for writers, `::: {.to-write}`, says of itself what it is, in words that everybody gets:
-- on a page, on paper and aloud.

local LABEL = pandoc.Strong({ pandoc.Str("To"), pandoc.Space(), pandoc.Str("write:") })

return { {
  Div = function(div)
    if not div.classes:includes("to-write") then return nil end
    local first = div.content[1]
    if first and (first.t == "Para" or first.t == "Plain") then
      first.content = pandoc.Inlines({ LABEL, pandoc.Space() }) .. first.content
      div.content[1] = first
    else
      div.content:insert(1, pandoc.Para({ LABEL }))
    end
    div.attributes.role = "note"
    return div
  end,
} }
