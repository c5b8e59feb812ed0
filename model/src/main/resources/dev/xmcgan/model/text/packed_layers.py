class Script(Module):
  # A weight (out,in) in the order in which oneDNN reads it.
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

  # Attention of n captions of T tokens, (n*T,3E) to (n*T,E), with a mask (n,1,1,T).
  def context(self: __torch__.Script,
    parts: Tensor,
    mask: Tensor,
    heads: int) -> Tensor:
    n = torch.size(mask, 0)
    t = torch.size(mask, 3)
    e = torch.size(parts, 1) // 3
    d = e // heads
    turned = torch.permute(torch.view(parts, [n, t, 3, heads, d]), [2, 0, 3, 1, 4])
    # always a copy: products of small matrices may round as their strides are, and those of one
    # caption would else differ from those of many
    split = torch.view(torch.reshape(turned, [3 * n * heads, t * d]), [3, n * heads, t, d])
    scores = torch.matmul(split[0], torch.transpose(split[1], 1, 2))
    masked = torch.add_(torch.view(scores, [n, heads, t, t]), mask)
    weights = torch.view(torch.softmax(masked, -1), [n * heads, t, t])
    mixed = torch.view(torch.matmul(weights, split[2]), [n, heads, t, d])
    return torch.reshape(torch.transpose(mixed, 1, 2), [n * t, e])

  # Hidden states (N,E) through all layers of twelve tensors each; a mask for each group of captions
  # that have the same number of tokens, in the order of the rows.
  def layers(self: __torch__.Script,
    x: Tensor,
    masks: List[Tensor],
    tensors: List[Tensor],
    heads: int,
    epsilon: float) -> Tensor:
    e = torch.size(x, 1)
    for i in range(len(tensors) // 12):
      k = i * 12
      parts = self.forward(x, tensors[k], tensors[k + 1])
      contexts = annotate(List[Tensor], [])
      row = 0
      for mask in masks:
        rows = torch.size(mask, 0) * torch.size(mask, 3)
        _0 = torch.append(contexts, self.context(torch.narrow(parts, 0, row, rows), mask, heads))
        row = row + rows
      mixed = self.forward(torch.cat(contexts), tensors[k + 2], tensors[k + 3])
      attended = torch.layer_norm(torch.add_(mixed, x), [e], tensors[k + 4], tensors[k + 5], epsilon)
      inner = self.gelu(attended, tensors[k + 6], tensors[k + 7])
      outer = torch.add_(self.forward(inner, tensors[k + 8], tensors[k + 9]), attended)
      x = torch.layer_norm(outer, [e], tensors[k + 10], tensors[k + 11], epsilon)
    return x
