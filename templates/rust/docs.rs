{{ docs.at(0)|safe -}}
