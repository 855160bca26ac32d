package org.suanli.core.supply;

/// A number format in which throughput is stated. A figure without its precision means nothing.
public enum Precision {
  FP32,
  FP16,
  BF16,
  FP8,
  INT8
}
