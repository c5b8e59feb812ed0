class Script(Module):
  # A kernel (out,in,k,k) in the order in which oneDNN reads it for inputs like the second argument.
  def pack(self: __torch__.Script,
    kernel: Tensor,
    input: Tensor) -> Tensor:
    pad = torch.size(kernel, 2) // 2
    return ops.mkldnn._reorder_convolution_weight(kernel, [pad, pad], [1, 1], [1, 1], 1, torch.size(input))

  # The same for a composed kernel (in,out,4,4) of an up-sampling convolution.
  def pack_composed(self: __torch__.Script,
    kernel: Tensor,
    input: Tensor) -> Tensor:
    return ops.mkldnn._reorder_convolution_transpose_weight(kernel, [1, 1], [0, 0], [2, 2], [1, 1], 1, torch.size(input))

  def convolution(self: __torch__.Script,
    x: Tensor,
    packed: Tensor,
    bias: Tensor,
    pad: int) -> Tensor:
    none = annotate(List[Optional[number]], [])
    return ops.mkldnn._convolution_pointwise(x, packed, bias, [pad, pad], [1, 1], [1, 1], 1, "none", none, "")

  def upsampled_convolution(self: __torch__.Script,
    x: Tensor,
    packed: Tensor,
    bias: Tensor) -> Tensor:
    none = annotate(List[Optional[number]], [])
    return ops.mkldnn._convolution_transpose_pointwise(x, packed, bias, [1, 1], [0, 0], [2, 2], [1, 1], 1, "none", none, "")

  # What a norm's rows (B,T,C) come to at the N x N cells of a map whose rows are W pixels wide:
  # (B,N,1,W*C). One product for each norm, so that it is still in the cache when it is used; as
  # wide as the map, so that the loop over a row of pixels is one.
  def cells(self: __torch__.Script,
    attention: Tensor,
    rows: Tensor,
    edge: int,
    width: int) -> Tensor:
    b = torch.size(rows, 0)
    c = torch.size(rows, 2)
    values = torch.view(torch.matmul(attention, rows), [b, edge, 1, edge, 1, c])
    wide = torch.expand(values, [b, edge, 1, edge, width // edge, c])
    return torch.reshape(wide, [b, edge, 1, width * c])

  # relu(x * gain + shift), written over the channels-last map x (B,C,H,W).
  def norm_relu(self: __torch__.Script,
    x: Tensor,
    attention: Tensor,
    gains: Tensor,
    shifts: Tensor) -> Tensor:
    b, c, h, w = torch.size(x)
    edge = int(torch.sqrt(torch.size(attention, 1)))
    gain = self.cells(attention, gains, edge, w)
    shift = self.cells(attention, shifts, edge, w)
    rows = torch.view(torch.permute(x, [0, 2, 3, 1]), [b, edge, h // edge, w * c])
    _0 = torch.addcmul(shift, rows, gain, value=1, out=rows)
    return torch.relu_(x)

  # x (B,C,h,w), attention (B,N*N,T), four rows (B,T,C) and six kernels and biases for each block:
  # (B,C',2h,2w) after one block, and so on.
  def blocks(self: __torch__.Script,
    x: Tensor,
    attention: Tensor,
    rows: List[Tensor],
    kernels: List[Tensor]) -> Tensor:
    for i in range(len(kernels) // 6):
      r = i * 4
      k = i * 6
      low = self.convolution(x, kernels[k], kernels[k + 1], 0)
      main = self.norm_relu(x, attention, rows[r], rows[r + 1])
      main = self.upsampled_convolution(main, kernels[k + 2], kernels[k + 3])
      main = self.norm_relu(main, attention, rows[r + 2], rows[r + 3])
      main = self.convolution(main, kernels[k + 4], kernels[k + 5], 1)
      b, c, h, w = torch.size(low)
      tiled = torch.view(main, [b, c, h, 2, w, 2])
      _0 = torch.add_(tiled, torch.view(low, [b, c, h, 1, w, 1]))
      x = main
    return x

  # Blocks, the last norm and the colours: rows and kernels as above, then two rows of the last norm,
  # its kernel for four pixels (12,C,4,4) and bias (12). A few images at a time, so many that the
  # largest map of theirs (2 MiB) stays in the cache between two operations, and the C allocator
  # hands its memory on without giving it back in between: (B,3,H,W).
  def image(self: __torch__.Script,
    x: Tensor,
    attention: Tensor,
    rows: List[Tensor],
    kernels: List[Tensor]) -> Tensor:
    floats = torch.numel(x) // torch.size(x, 0)
    edge = torch.size(x, 2)
    for i in range((len(kernels) - 2) // 6):
      edge = edge * 2
      floats = max(floats, edge * edge * torch.size(kernels[i * 6 + 5], 0))
    images = max(1, 524288 // floats)
    parts = annotate(List[Tensor], [])
    for j in range((torch.size(x, 0) + images - 1) // images):
      first = j * images
      end = first + images
      some = annotate(List[Tensor], [])
      for row in rows:
        _0 = torch.append(some, torch.slice(row, 0, first, end, 1))
      attended = torch.slice(attention, 0, first, end, 1)
      map = self.blocks(torch.slice(x, 0, first, end, 1), attended, some[:-2], kernels[:-2])
      map = self.norm_relu(map, attended, some[-2], some[-1])
      four = torch.tanh_(torch.conv2d(map, kernels[-2], kernels[-1], [2, 2], [1, 1]))
      b, c, h, w = torch.size(four)
      squares = torch.permute(torch.view(four, [b, 2, 2, 3, h, w]), [0, 4, 1, 5, 2, 3])
      colours = torch.reshape(squares, [b, h * 2, w * 2, 3])
      _1 = torch.append(parts, torch.mul_(torch.add_(colours, 1), 0.5))
    return torch.permute(torch.cat(parts), [0, 3, 1, 2])
