// Packages that say one thing of themselves and hold another, as the literal facts of the real files that a report was checked against by hand:
// names, SONAMEs, a few of the names defined, the very texts, and what their lists say.
import { hostLibraries } from '../../src/identify/host-libraries.ts';
import { components, file, found, many } from './made.ts';

const told = (all: Awaited<ReturnType<typeof components>>) =>
  all.map(({ id, version, licence, category, how, confidence }) => [how, id, version, licence, category, confidence].filter(Boolean).join(' | '));
const sbom = (name: string, version: string, purl: string) => ({
  sboms: [{ path: 'x.dist-info/sboms/auditwheel.cdx.json', format: 'CycloneDX', components: [{ name, version, purl }] }],
});

describe('real packages', () => {
  test('PyAV 18.1.0 (BSD-3-Clause): FFmpeg says LGPL, and beside it lies x264', async () => {
    const ffmpeg = {
      path: 'av.libs/libavcodec-5e6b81c2.so.62.28.102',
      soname: 'libavcodec-5e6b81c2.so.62.28.102',
      needed: ['libx264-d6533a8d.so.165', 'libx265-f5385bb8.so.216'],
      symbols: ['avcodec_decode_subtitle2', ...many('avcodec_get_', 60), ...many('av_packet_', 20)],
      strings: [
        'libavcodec license: LGPL version 3 or later',
        '--prefix=/x --enable-version3 --enable-libx264 --enable-libx265',
        'FFmpeg version 8.1.2',
      ],
    };
    const x264 = {
      path: 'av.libs/libx264-d6533a8d.so.165',
      soname: 'libx264-d6533a8d.so.165',
      symbols: many('x264_encoder_', 12),
      strings: ['H.264/MPEG-4 AVC codec - Copyleft 2003-2025 - http://www.videolan.org/x264.html'],
    };
    expect(told(await components([ffmpeg, x264], { metadata: { name: 'av', licence: 'BSD-3-Clause' } }))).toEqual([
      'bundled | ffmpeg | 8.1.2 | LGPL-3.0-or-later | copyleft-weak | certain',
      'bundled | x264 | GPL-2.0-or-later | copyleft-strong | certain',
    ]);
  });

  test('imageio-ffmpeg 0.8.1 (BSD-2-Clause): one program under the GPL, which says what was linked into it', async () => {
    const program = {
      path: 'imageio_ffmpeg/binaries/ffmpeg-linux-x86_64-v9.0.2',
      type: 'executable' as const,
      symbols: many('avio_', 60),
      strings: [
        'libavfilter license: GPL version 3 or later',
        '--enable-gpl --enable-version3 --enable-static --enable-libx264 --enable-libxvid',
        'H.264/MPEG-4 AVC codec - Copyleft 2003-2025',
      ],
    };
    expect(told(await components([program], { metadata: { name: 'imageio-ffmpeg', licence: 'BSD-2-Clause' } }))).toEqual([
      'bundled | ffmpeg | GPL-3.0-or-later | copyleft-strong | certain',
      'static | x264 | GPL-2.0-or-later | copyleft-strong | certain', // its own text, and the configuration
      'static | xvidcore | GPL-2.0-or-later | copyleft-strong | likely',
    ]);
  });

  test('ibm_db 3.3.0 (Apache-2.0): IBM’s driver and its cryptography, under IBM’s agreements', async () => {
    const driver = { path: 'clidriver/lib/libdb2.so.1', soname: 'libdb2.so.1', strings: ['DB2 v12.1.4', 'DSDRIVER'] };
    const gskit = { path: 'clidriver/lib/icc/libgsk8ssl_64.so', soname: 'libgsk8ssl_64.so', symbols: many('gsk_secure_soc_', 20) };
    expect(told(await components([driver, gskit], { metadata: { name: 'ibm_db', licence: 'Apache License 2.0' } }))).toEqual([
      'bundled | ibm-db2-clidriver | LicenseRef-IBM-DSDRIVER | proprietary-redistributable | certain',
      'bundled | ibm-gskit | LicenseRef-IBM-GSKit | proprietary-redistributable | certain',
    ]);
  });

  test('tbb 2023.2.0: oneTBB is Apache-2.0 as source; these builds come under Intel’s terms', async () => {
    const library = {
      path: 'tbb.data/data/lib/libtbb.so.12',
      soname: 'libtbb.so.12',
      symbols: many('_ZN3tbb6detail2r1', 400),
      strings: ['oneTBB: VERSION\t\t2023.2'],
    };
    const licence = 'LicenseRef-Intel-Simplified-Software-License';
    const intel = { name: 'tbb', licence: 'Intel Simplified Software License', licenceTexts: [{ path: 'LICENSE.txt', ids: [licence] }] };
    const [own] = await components([library], { metadata: intel });
    expect(own).toMatchObject({ id: 'intel-tbb', licence, how: 'declared' });
    const [elsewhere] = await components([{ ...library, path: 'numba.libs/libtbb-0123abcd.so.12' }], { metadata: { name: 'other' } });
    expect(elsewhere).toMatchObject({ id: 'intel-tbb', licence: 'Apache-2.0', how: 'bundled', confidence: 'certain' });
  });

  test('tesserocr 2.13.0 (MIT): JBIG-KIT is GPL-2.0-or-later', async () => {
    const jbig = {
      path: 'tesserocr.libs/libjbig-2504a0c3.so.2.1',
      soname: 'libjbig-2504a0c3.so.2.1',
      symbols: many('jbg_dec_', 30),
      strings: ['JBIG-KIT 2.1 -- Markus Kuhn'],
    };
    const metadata = { name: 'tesserocr', licence: 'MIT', ...sbom('jbigkit-libs', '2.1', 'pkg:rpm/almalinux/jbigkit-libs@2.1-14.el8') };
    const [one] = await components([jbig], { metadata });
    expect(told([one!])).toEqual(['bundled | jbigkit | 2.1 | GPL-2.0-or-later | copyleft-strong | certain']);
    expect(one).toMatchObject({ purl: 'pkg:rpm/almalinux/jbigkit-libs@2.1-14.el8' });
  });

  test('scikit-learn 1.9.1: its list leads to the package whose source is the source of this very libgomp', async () => {
    const purl = 'pkg:rpm/almalinux/libgomp@8.5.0-28.el8_10.alma.1';
    const libgomp = {
      path: 'scikit_learn.libs/libgomp-e985bcbb.so.1.0.0',
      soname: 'libgomp-e985bcbb.so.1.0.0',
      symbols: ['GOMP_parallel', ...many('GOACC_', 20)],
    };
    const metadata = { name: 'scikit-learn', licence: 'BSD-3-Clause', ...sbom('libgomp', '8.5.0-28.el8_10.alma.1', purl) };
    const [one] = await components([libgomp], { metadata });
    expect(one).toMatchObject({ id: 'libgomp', purl, confidence: 'certain', declaredBy: ['x.dist-info/sboms/auditwheel.cdx.json'] });
    expect(one!.evidence.map(({ kind }) => kind)).toContain('sbom');
  });

  test('pillow 13.0.0: its lists leave out what lies inside libavif', async () => {
    const avif = {
      path: 'pillow.libs/libavif-c6062d5f.so.16.4.2',
      soname: 'libavif-c6062d5f.so.16.4.2',
      symbols: [...many('avifImage', 60), ...many('dav1d_', 20)],
      strings: ['AOMedia Project AV1 Encoder 3.14.1'],
    };
    const list = { path: 'pillow.cdx.json', format: 'CycloneDX', components: [{ name: 'libavif', version: '1.4.2' }] };
    const all = await components([avif], { metadata: { name: 'pillow', sboms: [list] } });
    expect(all.map(({ id, declaredBy = [] }) => `${id} ${declaredBy.length > 0 ? 'declared' : 'left out'}`)).toEqual([
      'dav1d left out',
      'libaom left out',
      'libavif declared',
    ]);
  });

  test('pymssql 2.4.6: OpenSSL 1.1.1k, which a distribution still repairs under that number', async () => {
    const library = {
      path: 'pymssql.libs/libcrypto-64b40125.so.1.1.1k',
      soname: 'libcrypto-64b40125.so.1.1.1k',
      symbols: many('EVP_CIPHER_', 40),
      strings: ['OpenSSL 1.1.1k  FIPS 25 Mar 2021'],
    };
    const purl = 'pkg:rpm/almalinux/openssl-libs@1.1.1k-18.el8_6';
    const [one] = await components([library], { metadata: { name: 'pymssql', ...sbom('openssl-libs', '1.1.1k-18.el8_6', purl) } });
    expect(one).toMatchObject({ id: 'openssl', version: '1.1.1k', licence: 'OpenSSL', purl });
  });

  test('sounddevice 0.5.6 (MIT): a library that by its name holds Steinberg’s ASIO', async () => {
    const made = { path: '_sounddevice_data/portaudio-binaries/libportaudio64bit-asio.dll', format: 'pe', symbols: many('Pa_', 30) };
    expect(await found([made])).toContain('bundled steinberg-asio by-name');
  });

  test('torch 1.9.0: MKL inside libtorch_cpu, the C++ runtime from the host, the driver from nobody', async () => {
    const cpu = {
      path: 'torch/lib/libtorch_cpu.so',
      soname: 'libtorch_cpu.so',
      rpath: ['$ORIGIN'],
      needed: ['libgomp-a34b3233.so.1', 'libstdc++.so.6', 'libgcc_s.so.1'],
      symbols: [...many('mkl_dft_', 200), ...many('xnn_', 60), ...many('_ZN10onnx_torch', 200)],
      strings: ['Intel(R) Math Kernel Library'],
    };
    const libgomp = { path: 'torch/lib/libgomp-a34b3233.so.1', soname: 'libgomp.so.1', symbols: ['GOMP_parallel', ...many('gomp_', 20)] };
    const driver = { path: 'torch/lib/libcaffe2_nvrtc.so', soname: 'libcaffe2_nvrtc.so', needed: ['libcuda.so.1'] };
    const path = 'torch-1.9.0-cp38-cp38-manylinux1_x86_64.whl';
    expect(await found([cpu, libgomp], { metadata: { name: 'torch' }, path })).toEqual([
      'static intel-mkl certain',
      'bundled libgomp certain',
      'static onnx certain',
      'declared pytorch by-name',
      'static xnnpack certain',
    ]);
    const native = [cpu, libgomp, driver].map(file);
    expect(hostLibraries({ native, files: [], path }).map(({ name, promisedBy }) => `${name} ${promisedBy ?? '-'}`)).toEqual([
      'libcuda.so.1 -',
      'libgcc_s.so.1 manylinux_2_5',
      'libstdc++.so.6 manylinux_2_5',
    ]);
  });

  test('CuPy 14.2: what the headers of NVTX v3 leave behind is not the proprietary v2', async () => {
    const calls = 'MarkA MarkEx MarkW RangeEnd RangePop RangePushA RangePushEx RangePushW RangeStartA RangeStartEx RangeStartW'.split(' ');
    const domain = 'CreateA CreateW Destroy MarkEx RangeEnd RangePop RangePushEx RangeStartEx RegisterStringA ResourceCreate'.split(' ');
    const names = [...calls, ...domain.map((call) => `Domain${call}`)];
    const cub = { path: 'cupy/cuda/cub.cpython-311-x86_64-linux-gnu.so', symbols: names.map((call) => `nvtx${call}_impl_init_v3`) };
    expect(await found([cub])).toEqual(['static nvidia-nvtx3 certain']);
    const v2 = { path: 'a.so', symbols: [...names.map((call) => `nvtx${call}`), 'nvtxGetExportTable'] };
    expect(await found([v2])).toEqual(['static nvidia-nvtoolsext certain']);
  });

  test('CatBoost 1.2: a wrapper that loads libibverbs defines what programs call of it', async () => {
    const wrapper = {
      path: 'catboost/_catboost.so',
      symbols: ['ibv_create_qp', 'ibv_get_device_list', 'ibv_open_device', 'ibv_reg_mr', 'rdma_create_id'],
    };
    expect(await found([wrapper])).toEqual(['bundled catboost by-name']);
    const inside = { path: 'a.so', symbols: ['ibv_cmd_create_qp', 'ibv_cmd_create_cq', 'ibv_cmd_reg_mr', 'verbs_register_driver_59'] };
    expect(await found([inside])).toEqual(['static libibverbs certain']);
  });

  test('PaddlePaddle 3.3: three types in a namespace of the same name are not PyTorch', async () => {
    const types = (...names: string[]) => [{ path: 'paddle/base/libpaddle.so', strings: names.map((name) => `\0N5torch${name.length}${name}E`) }];
    expect(await found(types('IValue', 'CustomClassProxy', 'CustomClassProxyInstance'))).toEqual(['bundled paddle by-name']);
    expect(await found(types(...many('Type', 20)))).toContain('static pytorch likely');
  });

  test.each([
    [
      'a driver of Vulkan, not its loader',
      { path: 'usr/lib/libvulkan_intel.so', soname: 'libvulkan_intel.so', symbols: ['vk_icdGetInstanceProcAddr'] },
    ],
    ['java.util.zip of OpenJDK, not libzip', { path: 'lib/jvm/lib/libzip.so', soname: 'libzip.so', symbols: many('Java_java_util_zip_', 30) }],
    ['the PCI buses that QEMU makes, not pciutils', { path: 'usr/bin/machine', symbols: many('pci_device_', 92) }],
    ['a module of PostgreSQL, not libuuid', { path: 'lib/uuid-ossp.so', symbols: ['uuid_nil', ...many('uuid_generate_v', 5), 'uuid_ns_dns'] }],
    ['names of Haskell that begin with ig', { path: 'a.so', symbols: many('igBz_str', 60) }],
    ['what a plugin of the compiler takes from its headers, not LLVM', { path: 'afl.so', symbols: many('_ZN4llvm8ICmpInst', 50) }],
    ['a capture module of DAQ, not libpcap', { path: 'libdaq.so', symbols: many('pcap_daq_', 22) }],
    [
      'a plugin of VLC for a library, not the library',
      { path: 'plugins/libopus_plugin.so', soname: 'libopus_plugin.so', symbols: many('vlc_entry_', 3) },
    ],
    ['a wrapper that needs the library', { path: 'a/libopus.so', soname: 'libopus.so', needed: ['libopus.so.0'], symbols: many('wrap_', 3) }],
    [
      'a list of licences that links to a release of Kerberos',
      { path: 'a.so', strings: ['https://example.org/krb5/krb5/blob/krb5-1.21.2-final/NOTICE#L66'] },
    ],
    ['a program that sets a property of FreeType', { path: 'a.so', strings: ['FREETYPE_PROPERTIES'] }],
    ['dialogs of GNOME that begin with gst', { path: 'a.so', symbols: many('gst_dialog_', 60) }],
    ['names of Ada that begin with cgi', { path: 'libadacgi.so', symbols: many('cgi__key_', 112) }],
  ])('%s', async (_, file) => expect(await found([file])).toEqual([]));

  test('a program in Go: its YAML has the messages of LibYAML', async () => {
    const go = { path: 'a.so', details: { goVersion: 'go1.19.8' }, strings: ['did not find expected <document start>'] };
    expect(await found([go])).toEqual(['static go-runtime 1.19.8 certain']);
    expect(await found([{ ...go, symbols: many('yaml_parser_', 30) }])).toContain('static libyaml certain');
  });

  test('Heimdal defines what MIT Kerberos defines, and more of its own', async () => {
    const shared = many('krb5_', 60);
    expect(await found([{ path: 'heimdal/libkrb5.so.26', soname: 'libkrb5.so.26', symbols: [...shared, ...many('_krb5_', 20)] }])).toEqual([
      'bundled heimdal certain',
    ]);
    expect(await found([{ path: 'libkrb5.so.3', soname: 'libkrb5.so.3', symbols: [...shared, ...many('krb5int_', 20)] }])).toEqual([
      'bundled krb5 certain',
    ]);
  });

  test('Wine 8: a library has the name and the interface of the one that it stands for, and what it has inside', async () => {
    const wine = { format: 'pe', details: { wine: 'builtin' } } as const;
    expect(
      await found([
        { ...wine, path: 'wine/x86_64-windows/d3dcompiler_47.dll', soname: 'd3dcompiler_47.dll', exports: ['D3DCompile', 'D3DReflect'] },
        { ...wine, path: 'wine/x86_64-windows/d3dcompiler_33.dll', symbols: ['D3DCompile', 'D3DReflect'] },
        { ...wine, path: 'wine/x86_64-windows/opencl.dll', exports: many('clGet', 60), symbols: many('clGet', 60) },
        { ...wine, path: 'wine/x86_64-windows/windowscodecs.dll', strings: ['libpng version 1.6.39 - November 20, 2022'] },
      ]),
    ).toEqual(['static libpng 1.6.39 likely', 'bundled wine likely']);
    // Seventeen bytes in the DOS program of a library of others change nothing of what it is.
    const cudart = { path: 'bin/cudart64_12.dll', soname: 'cudart64_12.dll', exports: many('cudaStream', 60), symbols: many('cudaStream', 60) };
    expect(await found([{ ...wine, ...cudart }])).toEqual(['bundled nvidia-cudart certain']);
    const renamed = { path: 'a.dll', soname: 'a.dll', details: { wine: 'builtin', companyName: 'NVIDIA Corporation' } };
    expect(await found([{ ...wine, ...cudart, ...renamed }])).toEqual(await found([{ ...cudart, path: 'a.dll', soname: 'a.dll', format: 'pe' }]));
    const real = { path: 'bin/d3dcompiler_47.dll', format: 'pe', exports: ['D3DCompile', 'D3DReflect'] } as const;
    expect(await found([real])).toEqual(['bundled ms-d3dcompiler likely']);
  });
});
