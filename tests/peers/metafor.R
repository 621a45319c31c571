# What R's metafor makes of data sets that it ships (in its package metadat) and of a few made-up ones.
#
#     Rscript metafor.R OUTPUT.csv
#
# Writes one number a row: inputs, effect sizes (escalc) and pooled results (rma, predict).

suppressMessages(library(metafor))
output <- commandArgs(trailingOnly = TRUE)[1]

rows <- list()
write_down <- function(dataset, study, measure, method, hksj, quantity, value) {
  rows[[length(rows) + 1]] <<- data.frame(
    dataset, study, measure, method, hksj, quantity, value = sprintf("%.15g", value)
  )
}
write_inputs <- function(dataset, inputs) {
  for (name in names(inputs)) {
    write_down(dataset, seq_along(inputs[[name]]), "", "", "", name, inputs[[name]])
  }
}

# Tighter than metafor's own settings, which stop at about five digits; tau^2 may be large for days in hospital.
control <- list(threshold = 1e-12, tol = 1e-12, maxiter = 10000, tau2.max = 1e6)

pool <- function(dataset, measure, es) {
  for (method in c("FE", "DL", "PM", "REML")) {
    for (test in c("z", if (nrow(es) > 1) "knha")) {
      # metafor warns that Hartung and Knapp's interval is not meant for fixed effects, and gives it.
      fit <- suppressWarnings(
        rma(es$yi, es$vi, method = method, test = test, control = control)
      )
      hksj <- test == "knha"
      put <- function(quantity, value, study = "") {
        write_down(dataset, study, measure, method, hksj, quantity, value)
      }
      put("effect", fit$beta[1])
      put("low", fit$ci.lb)
      put("high", fit$ci.ub)
      put("se", fit$se)
      put("tau2", fit$tau2)
      put("i2", fit$I2)
      put("q", fit$QE)
      put("q_p", fit$QEp)
      if (!hksj) put("weight", weights(fit) / 100, seq_len(nrow(es)))
      if (method != "FE" && nrow(es) > 2) {
        prediction <- predict(fit)
        put("prediction_low", prediction$pi.lb)
        put("prediction_high", prediction$pi.ub)
      }
    }
  }
}

effects <- function(dataset, measure, es) {
  write_down(dataset, seq_len(nrow(es)), measure, "", "", "yi", as.numeric(es$yi))
  write_down(dataset, seq_len(nrow(es)), measure, "", "", "vi", as.numeric(es$vi))
  pool(dataset, measure, es)
}

binary <- function(dataset, events_k, n_k, events_c, n_c) {
  write_inputs(dataset, data.frame(events_k, n_k, events_c, n_c))
  for (measure in c("RR", "OR", "RD")) {
    es <- escalc(measure, ai = events_k, n1i = n_k, ci = events_c, n2i = n_c)
    effects(dataset, measure, es)
  }
}

continuous <- function(dataset, mean_k, sd_k, n_k, mean_c, sd_c, n_c) {
  write_inputs(dataset, data.frame(mean_k, sd_k, n_k, mean_c, sd_c, n_c))
  for (measure in c("MD", "SMD")) {
    es <- escalc(
      measure, m1i = mean_k, sd1i = sd_k, n1i = n_k, m2i = mean_c, sd2i = sd_c, n2i = n_c
    )
    effects(dataset, measure, es)
  }
}

# Binary: vaccination against tuberculosis; lidocaine after infarction; diuretics in pregnancy; catheters (with
# many empty cells).
for (k in c(1, 2, 3, 13)) {
  with(dat.bcg[1:k, ], binary(paste0("dat.bcg 1-", k), tpos, tpos + tneg, cpos, cpos + cneg))
}
with(dat.hine1989, binary("dat.hine1989", ai, n1i, ci, n2i))
with(dat.collins1985b, binary("dat.collins1985b", pre.xti, pre.nti, pre.xci, pre.nci))
with(dat.nielweise2007, binary("dat.nielweise2007", ai, n1i, ci, n2i))
# Made up: each way in which cells can be empty.
binary(
  "made up: empty cells",
  c(0, 0, 10, 10, 0, 10, 3, 7, 0), c(10, 10, 10, 10, 12, 10, 10, 7, 1),
  c(0, 5, 10, 4, 25, 0, 0, 3, 1), c(10, 10, 10, 10, 25, 10, 20, 8, 1)
)

# Continuous: stroke care and days in hospital; carbon dioxide and plant growth.
with(dat.normand1999, continuous("dat.normand1999", m1i, sd1i, n1i, m2i, sd2i, n2i))
with(dat.curtis1998, continuous("dat.curtis1998", m1i, sd1i, n1i, m2i, sd2i, n2i))
# Made up: the smallest groups.
continuous("made up: tiny groups", c(1, 5, 2), c(1, 0, 2), c(2, 3, 2), c(3, 4, 2), c(2, 1.5, 3), c(2, 2, 4))

# Given as effects with variances: correlations with taking medicines as told; teachers' expectations; passive
# smoking.
molloy <- escalc("ZCOR", ri = ri, ni = ni, data = dat.molloy2014)
effects("dat.molloy2014", "given", molloy)
effects("dat.raudenbush1985", "given", dat.raudenbush1985)
effects("dat.hackshaw1998", "given", dat.hackshaw1998)

# Made up: people who had both treatments.
pairs <- data.frame(
  mean_k = c(3, 5.5, 1), sd_k = c(1, 2, 0.5), mean_c = c(4, 5, 1), sd_c = c(1.5, 2.5, 0.75),
  n = c(10, 20, 5), correlation = c(0.5, -0.2, 0.9)
)
write_inputs("made up: pairs", pairs)
es <- with(pairs, escalc(
  "MC", m1i = mean_k, sd1i = sd_k, m2i = mean_c, sd2i = sd_c, ni = n, ri = correlation
))
write_down("made up: pairs", seq_len(nrow(es)), "MC", "", "", "yi", as.numeric(es$yi))
write_down("made up: pairs", seq_len(nrow(es)), "MC", "", "", "vi", as.numeric(es$vi))

write.csv(do.call(rbind, rows), output, row.names = FALSE, quote = FALSE)
cat("metafor", as.character(packageVersion("metafor")), "in", R.version.string, "\n")
