# The course's pharmacokinetic models stepped through by lsoda (R's deSolve), as ordinary differential equations.
#
#     Rscript desolve.R parameters.csv OUTPUT.csv
#
# Amounts in mg, volumes in L, flows in L/min, rates in 1/min, times in min; writes concentrations in ng/mL.

suppressMessages(library(deSolve))
files <- commandArgs(trailingOnly = TRUE)
told <- read.csv(files[1], colClasses = "character")
times <- c(0, 1, 2, 5, 10, 15, 20, 30, 40, 45, 60, 75, 90, 91, 120, 150, 180, 240, 300, 360, 480, 720)

numbers <- function(rows) setNames(as.list(as.numeric(rows$value)), rows$parameter)

# An input is a jump or a constant rate, into its compartment or, with a ka, into a depot before it.
input <- function(rows) {
  into <- rows$value[rows$parameter == "into"]
  c(list(into = into), numbers(rows[rows$parameter != "into", ]))
}

compartments <- c("v1", "v2", "v3", "vh", "vcn", "vpn")

derivative <- function(model, inputs, rates) {
  has <- function(name) !is.null(model[[name]])
  function(t, state, parms) {
    amount <- as.list(state)
    change <- setNames(as.list(rep(0, length(state))), names(state))
    concentration <- function(name) amount[[name]] / model[[name]]
    move <- function(from, to, flow) {
      change[[from]] <<- change[[from]] - flow
      if (!is.null(to)) change[[to]] <<- change[[to]] + flow
    }
    if (has("v2")) move("v1", "v2", model$q2 * (concentration("v1") - concentration("v2")))
    if (has("v3")) move("v1", "v3", model$q3 * (concentration("v1") - concentration("v3")))
    if (has("cl")) move("v1", NULL, model$cl * concentration("v1"))
    if (has("vh")) {
      move("v1", "vh", model$qh * (concentration("v1") - concentration("vh")))
      move("vh", NULL, model$kel * amount$vh)
      move("vh", "vcn", model$kmet * amount$vh)
      move("vcn", "vpn", model$q3n * (concentration("vcn") - concentration("vpn")))
      move("vcn", NULL, model$cln * concentration("vcn"))
    }
    for (i in seq_along(inputs)) {
      first <- inputs[[i]]$into
      if (!is.null(inputs[[i]]$ka_per_min)) {
        depot <- paste0("depot", i)
        move(depot, first, inputs[[i]]$ka_per_min * amount[[depot]])
        first <- depot
      }
      change[[first]] <- change[[first]] + rates[i]
    }
    if (has("ke0")) change$effect_site <- model$ke0 * (concentration("v1") - amount$effect_site)
    list(unlist(change))
  }
}

solve <- function(model, inputs) {
  depots <- paste0("depot", seq_along(inputs))
  names <- c(compartments[compartments %in% names(model)], depots, if (!is.null(model$ke0)) "effect_site")
  state <- setNames(rep(0, length(names)), names)
  starts <- sapply(inputs, function(input) input$start_min)
  lasts <- sapply(inputs, function(input) if (is.null(input$duration_min)) 0 else input$duration_min)
  # From one break in the input to the next, so that the solver never steps over one.
  edges <- sort(unique(c(0, starts, starts + lasts, max(times))))
  result <- NULL
  for (s in seq_len(length(edges) - 1)) {
    from <- edges[s]
    rates <- rep(0, length(inputs))
    for (i in seq_along(inputs)) {
      first <- if (is.null(inputs[[i]]$ka_per_min)) inputs[[i]]$into else depots[i]
      if (lasts[i] == 0 && starts[i] == from) state[first] <- state[first] + inputs[[i]]$amount_mg
      if (starts[i] <= from && from < starts[i] + lasts[i]) rates[i] <- inputs[[i]]$amount_mg / lasts[i]
    }
    wanted <- times[times >= from & times < edges[s + 1]]
    solution <- lsoda(
      state, unique(c(from, wanted, edges[s + 1])), derivative(model, inputs, rates), NULL,
      rtol = 1e-10, atol = 1e-14, maxsteps = 1e5
    )
    state <- solution[nrow(solution), -1]
    last <- s == length(edges) - 1
    result <- rbind(result, solution[solution[, 1] %in% c(wanted, if (last) max(times)), , drop = FALSE])
  }
  result
}

rows <- list()
for (case in unique(told$case)) {
  of_case <- told[told$case == case, ]
  model <- numbers(of_case[of_case$input == "", ])
  inputs <- lapply(split(of_case, of_case$input)[setdiff(unique(of_case$input), "")], input)
  result <- solve(model, inputs)
  put <- function(quantity, value) {
    rows[[length(rows) + 1]] <<- data.frame(
      case, time_min = result[, 1], quantity, value = sprintf("%.15g", value * 1000)
    )
  }
  put("ketamine_ng_per_ml", result[, "v1"] / model$v1)
  if (!is.null(model$vcn)) put("norketamine_ng_per_ml", result[, "vcn"] / model$vcn)
  if (!is.null(model$ke0)) put("effect_site_ng_per_ml", result[, "effect_site"])
}
write.csv(do.call(rbind, rows), files[2], row.names = FALSE, quote = FALSE)
cat("deSolve", as.character(packageVersion("deSolve")), "in", R.version.string, "\n")
