class Script(Module):
  def pack(self: __torch__.Script,
    weight: Tensor) -> Tensor:
    return ops.mkldnn._reorder_linear_weight(weight, 256)
  def forward(self: __torch__.Script,
    x: Tensor,
    packed: Tensor,
    bias: Tensor) -> Tensor:
    none = annotate(List[Optional[number]], [])
    return ops.mkldnn._linear_pointwise(x, packed, bias, "none", none, "")
  def gelu(self: __torch__.Script,
    x: Tensor,
    packed: Tensor,
    bias: Tensor) -> Tensor:
    none = annotate(List[Optional[number]], [])
    return ops.mkldnn._linear_pointwise(x, packed, bias, "gelu", none, "none")
