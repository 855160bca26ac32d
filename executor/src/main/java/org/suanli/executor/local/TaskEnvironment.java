package org.suanli.executor.local;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import org.suanli.core.supply.Placement;
import org.suanli.core.units.NodeId;
import org.suanli.executor.LaunchOrder;
import org.suanli.executor.TaskOrder;

/// The variables that a task finds: comforts that the user's own replace, then the user's own, then
/// the platform's, which replace them.
///
/// Ranks follow torchrun with one process per task. `PET_*` is for a torchrun that the task itself
/// starts: there each task is a node with a process per device. Names and meanings: the
/// documentation of torchrun, Kubeflow Trainer 2, MindSpore and ModelArts.
final class TaskEnvironment {
  private static final String LOOPBACK = "127.0.0.1";
  private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private final LaunchOrder order;
  private final Workspace workspace;
  private final int port;
  private final List<NodeId> nodes;

  TaskEnvironment(LaunchOrder order, Workspace workspace, int port) {
    this.order = order;
    this.workspace = workspace;
    this.port = port;
    nodes = order.tasks().stream().map(task -> task.place().node()).distinct().toList();
  }

  SequencedMap<String, String> of(int index) {
    var key = new TaskKey(order.attempt(), index);
    var variables = new LinkedHashMap<String, String>();
    variables.put("PATH", PATH);
    variables.put("LANG", "C.UTF-8");
    variables.put("HOME", workspace.task(key).toString());
    variables.put("TMPDIR", workspace.temporary(key).toString());
    order.program().environment().forEach(variables::putLast);
    putRanks(variables, index);
    putFrameworks(variables, index);
    putDevices(variables, order.tasks().get(index).place());
    putOwn(variables, key);
    return variables;
  }

  private void putRanks(SequencedMap<String, String> variables, int index) {
    var node = order.tasks().get(index).place().node();
    long before = order.tasks().subList(0, index).stream().filter(task -> isOn(task, node)).count();
    long beside = order.tasks().stream().filter(task -> isOn(task, node)).count();
    variables.put("MASTER_ADDR", LOOPBACK);
    variables.put("MASTER_PORT", Integer.toString(port));
    variables.put("RANK", Integer.toString(index));
    variables.put("WORLD_SIZE", Integer.toString(order.tasks().size()));
    variables.put("LOCAL_RANK", Long.toString(before));
    variables.put("LOCAL_WORLD_SIZE", Long.toString(beside));
    variables.put("NODE_RANK", Integer.toString(nodes.indexOf(node)));
    variables.put("GROUP_RANK", Integer.toString(nodes.indexOf(node)));
    variables.put("TORCHELASTIC_RESTART_COUNT", Integer.toString(order.attempt().number() - 1));
  }

  private static boolean isOn(TaskOrder task, NodeId node) {
    return task.place().node().equals(node);
  }

  private void putFrameworks(SequencedMap<String, String> variables, int index) {
    int devices = Long.bitCount(order.tasks().get(index).place().devices());
    String tasks = Integer.toString(order.tasks().size());
    String rank = Integer.toString(index);
    variables.put("PET_NNODES", tasks);
    variables.put("PET_NPROC_PER_NODE", Integer.toString(Math.max(1, devices)));
    variables.put("PET_NODE_RANK", rank);
    variables.put("PET_MASTER_ADDR", LOOPBACK);
    variables.put("PET_MASTER_PORT", Integer.toString(port));
    variables.put("MS_ROLE", "MS_WORKER");
    variables.put("MS_SCHED_HOST", LOOPBACK);
    variables.put("MS_SCHED_PORT", Integer.toString(port));
    variables.put("MS_WORKER_NUM", tasks);
    variables.put("MS_NODE_ID", rank);
    variables.put("MA_NUM_HOSTS", tasks);
    variables.put("MA_NUM_GPUS", Integer.toString(devices));
    variables.put("SKYPILOT_NODE_RANK", rank);
    variables.put("SKYPILOT_NUM_NODES", tasks);
    variables.put("SKYPILOT_NUM_GPUS_PER_NODE", Integer.toString(devices));
    variables.put("VC_TASK_INDEX", rank);
    variables.put(
        "VC_WORKER_HOSTS",
        order.tasks().stream().map(_ -> LOOPBACK).collect(Collectors.joining(",")));
  }

  private void putDevices(SequencedMap<String, String> variables, Placement.OnNode place) {
    var numbers = new ArrayList<String>();
    for (long rest = place.devices(); rest != 0; rest &= rest - 1) {
      numbers.add(Integer.toString(Long.numberOfTrailingZeros(rest)));
    }
    String devices = String.join(",", numbers);
    variables.put("SUANLI_DEVICES", devices);
    variables.put("SUANLI_DEVICE_SHARE", share(place));
    for (var name : visibility(order.model().value())) {
      variables.put(name, devices);
    }
  }

  /// What it may use of each of its devices: 1 is all; such as `0.25`.
  private static String share(Placement.OnNode place) {
    return BigDecimal.valueOf(place.share().milli(), 3).stripTrailingZeros().toPlainString();
  }

  /// The variables by which a vendor's runtime is held to some devices.
  private static List<String> visibility(String model) {
    return switch (model.split(" ", 2)[0]) {
      case "NVIDIA", "Iluvatar", "MetaX" -> List.of("CUDA_VISIBLE_DEVICES");
      case "Ascend" -> List.of("ASCEND_RT_VISIBLE_DEVICES");
      case "Hygon", "AMD" -> List.of("HIP_VISIBLE_DEVICES");
      case "Cambricon" -> List.of("MLU_VISIBLE_DEVICES");
      case "Moore" -> List.of("MUSA_VISIBLE_DEVICES");
      case "Kunlunxin" -> List.of("XPU_VISIBLE_DEVICES");
      default -> List.of();
    };
  }

  private void putOwn(SequencedMap<String, String> variables, TaskKey key) {
    var task = order.tasks().get(key.task());
    variables.put("SUANLI_RUN_ID", key.attempt().job().toString());
    variables.put("SUANLI_ATTEMPT", Integer.toString(key.attempt().number()));
    variables.put("SUANLI_TASK", Integer.toString(key.task()));
    variables.put("SUANLI_ROLE", task.role());
    variables.put("SUANLI_REPLICA", Integer.toString(task.replica()));
    variables.put("SUANLI_NODE", task.place().node().name());
    variables.put("SUANLI_MODEL", order.model().value());
    variables.put("SUANLI_GRACE_SECONDS", Long.toString(order.grace().toSeconds()));
    variables.put("SUANLI_OUTPUT", workspace.output(key.attempt().job()).toString());
    variables.put("SUANLI_CHECKPOINT_MARK", mark(key).toString());
  }

  /// Where nobody looks at it, it may be written all the same.
  private Path mark(TaskKey key) {
    return order.program().savesCheckpoints()
        ? workspace.mark(key.attempt())
        : workspace.temporary(key).resolve("saved");
  }
}
